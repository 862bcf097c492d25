/** The tokens of a person (Cognito Developer Guide, access token, and ID token). */
import { createHash, randomUUID } from 'node:crypto';
import { type PoolKeys, signAccessToken, signIdToken } from '../pool/keys';
import { emailOf } from '../pool/people';
import type { Person } from '../pool/store';
import type { AuthorizationRequest } from './authorization-request';

/** What a person allowed a client by one sign-in. */
export interface Grant {
  readonly clientId: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  /** When the person signed in, in epoch milliseconds. */
  readonly signedInAt: number;
  /** `origin_jti`, which all tokens of the sign-in share. */
  readonly originId: string;
}

export interface Bearer {
  readonly grant: Grant;
  readonly person: Person;
  readonly client: AuthorizationRequest['client'];
  /** Of the authorization request; tokens of a refresh have none. */
  readonly nonce?: string | undefined;
}

export interface TokenMaker {
  readonly keys: PoolKeys;
  readonly issuer: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** An ID token is only for the scope `openid`. */
export function personTokens(bearer: Bearer, { keys, issuer, now }: TokenMaker): Record<string, string | number> {
  const { grant, person, client } = bearer;
  const iat = Math.floor(now / 1000);
  const seconds = Math.round(client.accessTokenMinutes * 60);
  const shared = {
    sub: person.sub,
    ...(person.groups.length > 0 && { 'cognito:groups': person.groups }),
    iss: issuer,
    origin_jti: grant.originId,
    auth_time: Math.floor(grant.signedInAt / 1000),
    iat,
  };
  const access = signAccessToken(keys, {
    ...shared,
    version: 2,
    client_id: client.clientId,
    token_use: 'access',
    scope: grant.scopes.join(' '),
    exp: iat + seconds,
    jti: randomUUID(),
    username: person.sub,
  });
  const idClaims = { at_hash: halfHash(access), ...shared, ...idPart(bearer, iat) };
  return {
    access_token: access,
    ...(grant.scopes.includes('openid') && { id_token: signIdToken(keys, idClaims) }),
    token_type: 'Bearer',
    expires_in: seconds,
  };
}

/** What an ID token has and an access token has not. */
const idPart = ({ person, client, nonce }: Bearer, iat: number): Readonly<Record<string, unknown>> => ({
  aud: client.clientId,
  token_use: 'id',
  'cognito:username': person.sub,
  email: emailOf(person),
  email_verified: isVerified(person),
  ...(nonce !== undefined && { nonce }),
  exp: iat + Math.round(client.signIn.idTokenMinutes * 60),
  jti: randomUUID(),
});

export const isVerified = ({ attributes }: Person): boolean => attributes.email_verified === 'true';

/** The claim `at_hash` (OpenID Connect Core 1.0 section 3.1.3.6). */
const halfHash = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
