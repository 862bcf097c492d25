/** What the page must know of its deployment before anybody has signed in. All of it is public. */
import type { Branding } from './branding';

export interface PortalSettings {
  readonly branding: Branding;
  readonly environment: string;
  readonly keyPrefix: string;
  /** A route of the guarded API, for the example of a call. */
  readonly exampleUrl: string;
  /** Where OAuth clients fetch their tokens. */
  readonly tokenUrl: string;
  /** Origin of the pages where people sign in, without a slash at its end. */
  readonly signInOrigin: string;
  readonly issuer: string;
  readonly clientId: string;
  /** The scope that opens the management API, such as `orders-people/portal`. */
  readonly scope: string;
}

/** `config.json`. The endpoints of sign-in are those of a domain of a Cognito user pool. */
export const configOf = ({ branding, signInOrigin, ...settings }: PortalSettings): string =>
  JSON.stringify({
    name: branding.name,
    logoUrl: branding.logoUrl,
    supportUrl: branding.supportUrl,
    environment: settings.environment,
    keyPrefix: settings.keyPrefix,
    exampleUrl: settings.exampleUrl,
    tokenUrl: settings.tokenUrl,
    signIn: {
      issuer: settings.issuer,
      clientId: settings.clientId,
      authorizationEndpoint: `${signInOrigin}/oauth2/authorize`,
      tokenEndpoint: `${signInOrigin}/oauth2/token`,
      revocationEndpoint: `${signInOrigin}/oauth2/revoke`,
      endSessionEndpoint: `${signInOrigin}/logout`,
      scope: `openid email ${settings.scope}`,
    },
  });
