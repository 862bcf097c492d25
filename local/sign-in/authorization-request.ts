/**
 * Reads a request to `GET /oauth2/authorize` (Cognito Developer Guide, authorization endpoint; RFC 6749 section 4.1, RFC
 * 7636). A client or a redirect address that is wrong is told on a page, because nobody may be sent to such an address;
 * any other error is told to the client by a redirect.
 */
import type { PoolClients } from '../pool/clients';
import type { AppClientSpec, SignInSpec } from '../types';

export interface AuthorizationRequest {
  readonly client: AppClientSpec & { readonly signIn: SignInSpec };
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  /** Of the method S256. */
  readonly challenge: string | undefined;
  readonly prompt: Prompt | undefined;
}

/** A text for the person on the page, or an address to be sent to. */
export type Refused = { readonly page: string } | { readonly redirect: string };

const PROMPTS = ['none', 'login', 'select_account', 'consent'] as const;
export type Prompt = (typeof PROMPTS)[number];

export function readAuthorization(clients: PoolClients, query: URLSearchParams): AuthorizationRequest | Refused {
  const place = placeOf(clients, query);
  if ('page' in place) return place;
  const state = query.get('state') ?? undefined;
  const refuse = (error: string, why: string): Refused => ({
    redirect: redirectTo(place.redirectUri, { error, error_description: why, state }),
  });
  const wrong = wrongWith(query);
  if (wrong !== undefined) return refuse(...wrong);
  const asked = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  // Without `scope` the token gets all scopes of the client (same page).
  const scopes = asked.length > 0 ? [...new Set(asked)] : place.client.scopes;
  if (!scopes.every((scope) => place.client.scopes.includes(scope))) return refuse('invalid_scope', 'invalid scope');
  return {
    ...place,
    scopes,
    state,
    nonce: query.get('nonce') ?? undefined,
    challenge: query.get('code_challenge') ?? undefined,
    prompt: PROMPTS.find((prompt) => prompt === query.get('prompt')),
  };
}

type Place = Pick<AuthorizationRequest, 'client' | 'redirectUri'>;

/** The client and the address to return to; both must be named once. */
function placeOf(clients: PoolClients, query: URLSearchParams): Place | { readonly page: string } {
  const [clientId, ...otherIds] = query.getAll('client_id');
  const [redirectUri, ...otherUris] = query.getAll('redirect_uri');
  const client = otherIds.length === 0 ? clients.get(clientId ?? '') : undefined;
  if (!signsPeopleIn(client)) return { page: 'The user pool has no app client with this client_id for people.' };
  const { callbackUrls } = client.signIn;
  if (redirectUri === undefined || otherUris.length > 0 || !callbackUrls.includes(redirectUri)) {
    return { page: `The redirect_uri is none of the app client. It has: ${callbackUrls.join(', ')}` };
  }
  return { client, redirectUri };
}

export const signsPeopleIn = (client: AppClientSpec | undefined): client is AuthorizationRequest['client'] =>
  client?.signIn !== undefined && client.flows.includes('code');

const CHALLENGE = /^[\w-]{43}$/;

function wrongWith(query: URLSearchParams): readonly [error: string, why: string] | undefined {
  const names = [...query.keys()];
  if (new Set(names).size < names.length) return ['invalid_request', 'a parameter is repeated'];
  const type = query.get('response_type');
  if (type === 'token') return ['unauthorized_client', 'the client does not have the implicit grant'];
  if (type !== 'code') return ['invalid_request', 'response_type must be code'];
  const challenge = query.get('code_challenge');
  const method = query.get('code_challenge_method');
  if (challenge === null && method === null) return promptError(query);
  if (method !== 'S256') return ['invalid_request', 'code_challenge_method must be S256'];
  if (!CHALLENGE.test(challenge ?? '')) return ['invalid_request', 'code_challenge is not valid'];
  return promptError(query);
}

function promptError(query: URLSearchParams): readonly [error: string, why: string] | undefined {
  const prompt = query.get('prompt');
  const isKnown = prompt === null || PROMPTS.some((one) => one === prompt);
  return isKnown ? undefined : ['invalid_request', 'prompt is not valid'];
}

/** The address with these parameters behind those that it has. */
export function redirectTo(uri: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return `${uri}${uri.includes('?') ? '&' : '?'}${query.toString()}`;
}
