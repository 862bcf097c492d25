/** Fills in the defaults of the prop `portal`, and stops the synth for a value that could not be deployed or shown. */
import { Token } from 'aws-cdk-lib';
import { type NamesOf, refuseUnknown } from '../cdk/known-names';
import { checkWhole, invalid, isList, isObject } from '../cdk/synth-errors';
import type { SallyportProps } from '../sallyport-props';
import type { PortalColors, PortalProps } from './portal-props';

type WithDefault = 'name' | 'colors' | 'urls' | 'mfa' | 'throttleRate' | 'throttleBurst';

/** The options with every default filled in. */
export type PortalSettings = PortalProps & Required<Pick<PortalProps, WithDefault>>;

const OPTIONS: NamesOf<PortalProps> = {
  name: true,
  logoUrl: true,
  supportUrl: true,
  colors: true,
  urls: true,
  mfa: true,
  throttleRate: true,
  throttleBurst: true,
};
const COLORS: NamesOf<PortalColors> = { brand: true, brandText: true, brandDark: true, brandTextDark: true };

/** No control character: the name stands in the subject of a mail. */
const NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,60}$/u;
const COLOR = /^#[\da-f]{6}$/i;
/** Of an address, so that all of them fit into the 4 KB that a function's environment may have. */
const LONGEST_URL = 500;
/** An app client of Cognito can have 100, one of which is the portal's own (https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html). */
const MOST_URLS = 20;
/** A domain prefix has 63 characters at most, and that of people ends in `-people`. */
const LONGEST_PREFIX = 56;

/**
 * Characters of scopes and plans that fit into a function's 4 KB of environment variables beside everything else. With a
 * portal its functions are also told of people.
 */
export const roomInEnvironment = (portal: SallyportProps['portal']): number => (portal ? 2800 : 3000);

/** False without a portal. */
export function portalSettings({ portal, name, tokenDomainPrefix }: SallyportProps): PortalSettings | false {
  if (portal === undefined || portal === false) return false;
  if (!isObject(portal)) invalid('portal', portal, 'false, or an object such as { name: "Orders" }');
  refuseUnknown('an option of portal', portal, OPTIONS);
  const settings: PortalSettings = {
    ...portal,
    name: portal.name ?? name,
    colors: portal.colors ?? {},
    urls: portal.urls ?? [],
    mfa: portal.mfa ?? 'required',
    throttleRate: portal.throttleRate ?? 50,
    throttleBurst: portal.throttleBurst ?? 200,
  };
  checkPortal(settings);
  if (tokenDomainPrefix !== undefined && !Token.isUnresolved(tokenDomainPrefix))
    if (tokenDomainPrefix.length > LONGEST_PREFIX)
      invalid('tokenDomainPrefix', tokenDomainPrefix, `at most ${LONGEST_PREFIX} characters with a portal`);
  return settings;
}

function checkPortal({
  name,
  logoUrl,
  supportUrl,
  colors,
  urls,
  mfa,
  throttleRate,
  throttleBurst,
}: PortalSettings): void {
  if (typeof name !== 'string' || !NAME.test(name)) invalid('portal.name', name, '1 to 60 printable characters');
  checkUrl('portal.logoUrl', logoUrl, ['https:']);
  checkUrl('portal.supportUrl', supportUrl, ['https:', 'mailto:']);
  checkColors(colors);
  if (!isList(urls) || urls.length > MOST_URLS)
    invalid(
      'portal.urls',
      urls,
      `a list of at most ${MOST_URLS} addresses, such as ["https://keys.example.com/portal/"]`,
    );
  for (const url of urls) if (!isPage(url)) invalid('an address in portal.urls', url, PAGE);
  if (!['off', 'optional', 'required'].includes(mfa)) invalid('portal.mfa', mfa, '"off", "optional" or "required"');
  checkWhole('portal.throttleRate', throttleRate, {});
  checkWhole('portal.throttleBurst', throttleBurst, {});
}

const PAGE = 'https:, a host and a path that ends in "/", such as https://keys.example.com/portal/';

function isPage(url: string): boolean {
  if (Token.isUnresolved(url)) return true;
  if (typeof url !== 'string' || !URL.canParse(url) || url.length > LONGEST_URL) return false;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' && href === url && url.endsWith('/') && !/[?#@]/.test(url);
}

function checkUrl(prop: string, url: string | undefined, protocols: readonly string[]): void {
  if (url === undefined || Token.isUnresolved(url)) return;
  const isGood = typeof url === 'string' && URL.canParse(url) && protocols.includes(new URL(url).protocol);
  if (!isGood || url.length > LONGEST_URL)
    invalid(prop, url, `an address with ${protocols.join(' or ')}, of at most ${LONGEST_URL} characters`);
}

function checkColors(colors: PortalColors): void {
  if (!isObject(colors)) invalid('portal.colors', colors, 'an object such as { brand: "#0b5fff" }');
  refuseUnknown('a colour of portal', colors, COLORS);
  for (const [name, color] of Object.entries(colors) as [string, unknown][])
    if (color !== undefined && !(typeof color === 'string' && COLOR.test(color)))
      invalid(`portal.colors.${name}`, color, '"#" and six hexadecimal digits, such as "#0b5fff"');
}
