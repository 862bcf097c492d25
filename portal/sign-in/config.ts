/** What the deployment tells its page: `config.json`, which the portal function makes from its environment. */

/** Milliseconds for one request of the sign-in. */
export const TIMEOUT = 15_000;

export interface SignInConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
  readonly endSessionEndpoint: string;
  readonly scope: string;
}

export interface PortalConfig {
  /** The brand, for example `Orders`. */
  readonly name: string;
  readonly logoUrl?: string;
  readonly supportUrl?: string;
  readonly environment: 'live' | 'test';
  readonly keyPrefix: string;
  /** A route of the guarded API that an example can call. */
  readonly exampleUrl: string;
  /** Where OAuth clients fetch their tokens. */
  readonly tokenUrl: string;
  readonly signIn: SignInConfig;
}

export interface ReadConfig {
  readonly config: PortalConfig;
  /** Seconds that the clock of this machine is behind that of the service. */
  readonly clockSkew: number;
}
