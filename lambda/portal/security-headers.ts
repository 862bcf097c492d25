/**
 * What a browser may do with the page: run its own scripts alone, talk to its own API and to sign-in alone, and never be
 * shown inside another page. An injected text can then neither run nor send a token away.
 */
export interface PageOrigins {
  readonly signInOrigin: string;
  readonly logoUrl: string | undefined;
}

export const securityHeaders = ({ signInOrigin, logoUrl }: PageOrigins): Readonly<Record<string, string>> => ({
  'content-security-policy': [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    ['img-src', `'self'`, 'data:', ...(logoUrl === undefined ? [] : [new URL(logoUrl).origin])].join(' '),
    `connect-src 'self' ${new URL(signInOrigin).origin}`,
    `font-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; '),
  'strict-transport-security': 'max-age=63072000',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
});
