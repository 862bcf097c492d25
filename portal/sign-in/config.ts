/** What the deployment tells its page: `config.json`, which the portal function makes from its environment. */

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
  readonly signIn: SignInConfig;
}

export async function readConfig(pageUrl: string): Promise<PortalConfig> {
  const response = await fetch(new URL('config.json', pageUrl), { cache: 'no-store' });
  if (!response.ok) throw new TypeError(`config.json answered ${response.status}`);
  return (await response.json()) as PortalConfig;
}

/** The page's own address without query and hash: where the sign-in leads back to. */
export const pageUrlOf = ({ origin, pathname }: Pick<Location, 'origin' | 'pathname'>): string =>
  `${origin}${pathname.replace(/index\.html$/, '')}`;

/** The management API, one folder above its page: `https://…/v1/portal/` is the page of `https://…/v1`. */
export const apiUrlOf = (pageUrl: string): string => new URL('..', pageUrl).href.replace(/\/$/, '');
