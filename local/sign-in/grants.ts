/**
 * Codes and refresh tokens of people, at the token endpoint and the revocation endpoint (Cognito Developer Guide; RFC
 * 6749, 7009 and 7636). All are in memory: after a restart people sign in again.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { PoolKeys } from '../pool/keys';
import type { People } from '../pool/people';
import type { Person } from '../pool/store';
import type { LocalClock } from '../types';
import type { AuthorizationRequest } from './authorization-request';
import { type Grant, personTokens } from './person-tokens';
import { Tickets } from './tickets';

/** Ours, as in the documents: five minutes. */
const CODE_MS = 300_000;

export interface GrantsParts {
  readonly issuer: string;
  readonly keys: PoolKeys;
  readonly people: People;
  readonly clock: LocalClock;
}

interface Code {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly nonce: string | undefined;
}

interface Refresh {
  readonly grant: Grant;
  /** Epoch milliseconds; a rotated token ends when the first one would have. */
  readonly until: number;
}

type Client = AuthorizationRequest['client'];
export type Tokens = Readonly<Record<string, string | number>>;
export type GrantError = 'invalid_request' | 'invalid_grant' | 'unsupported_token_type';

export class Grants {
  private readonly codes: Tickets<Code>;
  private readonly refreshTokens: Tickets<Refresh>;
  /** The `origin_jti` of each sign-in that was revoked. */
  private readonly revoked = new Set<string>();

  constructor(private readonly parts: GrantsParts) {
    this.codes = new Tickets(parts.clock);
    this.refreshTokens = new Tickets(parts.clock);
  }

  issueCode(request: AuthorizationRequest, person: Person, signedInAt: number): string {
    const { client, scopes, redirectUri, challenge, nonce } = request;
    const grant = { clientId: client.clientId, sub: person.sub, scopes, signedInAt, originId: randomUUID() };
    return this.codes.issue({ grant, redirectUri, challenge, nonce }, this.parts.clock.now() + CODE_MS);
  }

  /** A code works once, whoever sends it and whatever else is wrong with the request. */
  redeem(client: Client, form: URLSearchParams): Tokens | GrantError {
    const sent = form.get('code') ?? '';
    if (sent === '' || !form.has('redirect_uri')) return 'invalid_request';
    const code = this.codes.take(sent);
    if (code?.grant.clientId !== client.clientId) return 'invalid_grant';
    if (code.redirectUri !== form.get('redirect_uri')) return 'invalid_grant';
    if (!proves(form.get('code_verifier'), code.challenge)) return 'invalid_grant';
    const until = this.parts.clock.now() + client.signIn.refreshTokenMinutes * 60_000;
    return this.tokens(client, { grant: code.grant, until }, { isFirst: true, nonce: code.nonce });
  }

  refresh(client: Client, form: URLSearchParams): Tokens | GrantError {
    const sent = form.get('refresh_token') ?? '';
    if (sent === '') return 'invalid_request';
    const found = this.refreshTokens.find(sent);
    if (found?.grant.clientId !== client.clientId || this.revoked.has(found.grant.originId)) return 'invalid_grant';
    const grace = client.signIn.rotationGraceSeconds;
    if (grace !== undefined) this.refreshTokens.shorten(sent, this.parts.clock.now() + grace * 1000);
    return this.tokens(client, found, { isFirst: grace !== undefined });
  }

  /** Undefined when it is done. A token that nobody knows needs no revocation. */
  revoke(client: Client, form: URLSearchParams): GrantError | undefined {
    const sent = form.get('token') ?? '';
    if (sent === '') return 'invalid_request';
    if (!client.signIn.revocable || sent.includes('.')) return 'unsupported_token_type';
    const found = this.refreshTokens.find(sent);
    if (found?.grant.clientId === client.clientId) this.revoked.add(found.grant.originId);
    return undefined;
  }

  /** Whether the tokens of this sign-in were revoked. */
  isRevoked(originId: unknown): boolean {
    return typeof originId === 'string' && this.revoked.has(originId);
  }

  private tokens(
    client: Client,
    refresh: Refresh,
    { isFirst, nonce }: { isFirst: boolean; nonce?: string | undefined },
  ): Tokens | GrantError {
    const { people, clock, keys, issuer } = this.parts;
    const person = people.find(refresh.grant.sub);
    if (person === undefined) return 'invalid_grant';
    const bearer = { grant: refresh.grant, person, client, nonce };
    const tokens = personTokens(bearer, { keys, issuer, now: clock.now() });
    return isFirst ? { ...tokens, refresh_token: this.refreshTokens.issue(refresh, refresh.until) } : tokens;
  }
}

/** Without a challenge there is nothing to prove, and a verifier is wrong. */
function proves(verifier: string | null, challenge: string | undefined): boolean {
  if (challenge === undefined) return verifier === null;
  return (
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url') === challenge
  );
}
