/** The options of the prop `portal` of `Sallyport`. portal-checks.ts checks them. */

/**
 * The colours of the portal, each as a `#` and six hexadecimal digits.
 *
 * @example
 * const colors = { brand: '#0b5fff', brandText: '#ffffff', brandDark: '#7aa7ff', brandTextDark: '#000000' };
 */
export interface PortalColors {
  /**
   * Of buttons and what is chosen.
   * @default - the page's own blue
   */
  readonly brand?: string;
  /**
   * Of text on `brand`. Choose it so that people can read the one on the other.
   * @default - the page's own
   */
  readonly brandText?: string;
  /**
   * `brand` where a person's device asks for dark pages.
   * @default - `brand`
   */
  readonly brandDark?: string;
  /**
   * `brandText` where a person's device asks for dark pages.
   * @default - `brandText`
   */
  readonly brandTextDark?: string;
}

/**
 * What the portal is called, how it looks, and how people sign in.
 *
 * @example
 * import { Sallyport } from 'sallyport';
 *
 * new Sallyport(stack, 'Sallyport', {
 *   name: 'orders',
 *   scopes: { 'read:orders': 'Read orders' },
 *   portal: {
 *     name: 'Orders',
 *     logoUrl: 'https://static.example.com/logo.svg',
 *     supportUrl: 'mailto:help@example.com',
 *     colors: { brand: '#0b5fff', brandText: '#ffffff' },
 *     mfa: 'required',
 *   },
 *   outputs: true, // PortalUrl
 * });
 */
export interface PortalProps {
  /**
   * What people know your API by, 1 to 60 characters. It stands at the top of the page and in the mail that invites a person.
   * @default - `name` of the Sallyport
   */
  readonly name?: string;
  /**
   * Address of a logo, with `https:`, at most 500 characters. The page loads images from its host alone.
   * @default - the page shows the name alone
   */
  readonly logoUrl?: string;
  /**
   * Where people get help: an address with `https:` or `mailto:`, at most 500 characters.
   * @default - the page names no place
   */
  readonly supportUrl?: string;
  /**
   * The colours of your brand.
   * @default - the page's own colours
   */
  readonly colors?: PortalColors;
  /**
   * More addresses of the page, for example behind a custom domain name or a CDN: each `https:`, without query and hash, and with
   * a slash at its end; at most 20. People can sign in there too. The management API must be one folder above each of them, as
   * the page calls it there (docs/portal.md). The mail that invites a person names the first one.
   * @default - the page has the address `portalUrl` alone
   */
  readonly urls?: readonly string[];
  /**
   * Whether people sign in with a one-time password of an authenticator app besides their password: everybody (`required`), who
   * then set one up when they sign in for the first time; nobody (`off`); or each person who set one up (`optional`). Neither
   * Cognito's sign-in pages nor the portal let a person set one up with `optional`: that needs a page of your own
   * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html).
   * @default 'required'
   */
  readonly mfa?: 'off' | 'optional' | 'required';
  /**
   * Requests a second that the page's files may get, from all people together. A visit takes about five.
   * @default 50
   */
  readonly throttleRate?: number;
  /**
   * Requests for the page's files that may come at the same moment.
   * @default 200
   */
  readonly throttleBurst?: number;
}
