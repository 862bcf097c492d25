/** A user pool as its template describes it, and its people and tokens, as the other parts of a run see them. */

/** A claim of a token; the groups of a person are a list. */
export type Claim = string | number | boolean | readonly string[];

/** The claims of an access token or an ID token whose signature, issuer and expiry were checked. */
export interface TokenClaims {
  readonly sub: string;
  readonly token_use: string;
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  /** Of an access token. */
  readonly client_id?: string;
  /** Of an access token. */
  readonly scope?: string;
  readonly [claim: string]: Claim | undefined;
}

/** A user pool as its template describes it. */
export interface UserPoolSpec {
  readonly logicalId: string;
  /** The value of `Ref`, for example `us-east-1_0a1b2c3d4`. */
  readonly poolId: string;
  /** `https://cognito-idp.<region>.amazonaws.com/<poolId>` */
  readonly issuer: string;
  /** The scopes of all resource servers, in the form `<resource server>/<scope>`. */
  readonly scopes: readonly string[];
  readonly clients: readonly AppClientSpec[];
  /** Absent for a pool of which the local run serves no people. */
  readonly people?: PeopleSpec;
}

/** How a user pool takes people, who sign in by e-mail. */
export interface PeopleSpec {
  /** Whether `Ada@example.com` is another person than `ada@example.com`. */
  readonly caseSensitive: boolean;
  /** The names of its groups. */
  readonly groups: readonly string[];
}

export interface AppClientSpec {
  readonly logicalId: string;
  readonly clientId: string;
  readonly name: string;
  readonly hasSecret: boolean;
  readonly flows: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenMinutes: number;
  /** Only of an app client of the template through which people sign in. */
  readonly signIn?: SignInSpec;
}

/** The authorization code flow of an app client. */
export interface SignInSpec {
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly idTokenMinutes: number;
  readonly refreshTokenMinutes: number;
  /** Set when each refresh gives a new refresh token: how long the old one still works. */
  readonly rotationGraceSeconds?: number;
  /** Whether a refresh token can be revoked. */
  readonly revocable: boolean;
}

/** A person of a user pool. */
export interface LocalPerson {
  /** Also the user name. */
  readonly sub: string;
  readonly email: string;
  readonly status: 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED';
  readonly groups: readonly string[];
  /** When an invitation was sent at AWS, in epoch milliseconds; the oldest first. */
  readonly invitedAt: readonly number[];
}

/** An app client with the secret and scopes that its owner sends to the token endpoint. */
export interface AppClient {
  readonly clientId: string;
  readonly name: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}
