import { Lazy } from 'aws-cdk-lib';
import { portalSettings } from '../../../lib/management-api/portal-checks';
import type { PortalProps } from '../../../lib/management-api/portal-props';
import type { SallyportProps } from '../../../lib/sallyport-props';
import { settingsOf } from '../../../lib/settings';
import { PROPS } from '../support';

const settings = (portal: PortalProps | false, more: Partial<SallyportProps> = {}) =>
  settingsOf({ ...PROPS, ...more, portal });
/** What an app in JavaScript may pass. */
const wrong = (value: unknown): PortalProps => value as PortalProps;

test('there is no portal unless one is asked for', () => {
  expect(portalSettings(PROPS)).toBe(false);
  expect(settings(false).portal).toBe(false);
});

test('what is not set of a portal has the documented default', () => {
  expect(settings({}).portal).toEqual({
    name: 'orders',
    colors: {},
    urls: [],
    mfa: 'required',
    throttleRate: 50,
    throttleBurst: 200,
  });
});

test('what is known only at the deployment is taken', () => {
  const token = Lazy.string({ produce: () => 'later' });

  expect(settings({ logoUrl: token, supportUrl: token, urls: [token] }).portal).toMatchObject({ urls: [token] });
  expect(settings({}, { tokenDomainPrefix: token }).tokenDomainPrefix).toBe(token);
});

const LONG = `https://example.com/${'a'.repeat(481)}`;

test.each<[string, PortalProps, string]>([
  ['true', wrong(true), 'portal is true; allowed: false, or an object such as { name: "Orders" }'],
  ['a list', wrong([]), 'portal is []'],
  ['a misspelt option', wrong({ logo: 'x' }), 'logo is not an option of portal; allowed: name, logoUrl,'],
  ['a name that is no text', wrong({ name: 1 }), 'portal.name is 1; allowed: 1 to 60 printable characters'],
  ['an empty name', { name: '' }, 'portal.name is ""'],
  ['a name of 61 characters', { name: 'o'.repeat(61) }, 'allowed: 1 to 60'],
  [
    'a name with a line break, which would be a second header of a mail',
    { name: 'Orders\nBcc: a@b.example' },
    'portal.name',
  ],
  [
    'a logo without TLS',
    { logoUrl: 'http://example.com/l.svg' },
    'portal.logoUrl is "http://example.com/l.svg"; allowed: an',
  ],
  ['a logo that is data', { logoUrl: 'data:image/png;base64,AA' }, 'portal.logoUrl is'],
  [
    'a logo that is no address',
    { logoUrl: 'logo.svg' },
    'portal.logoUrl is "logo.svg"; allowed: an address with https:,',
  ],
  ['a long logo', { logoUrl: LONG }, 'of at most 500 characters'],
  ['a script as support', { supportUrl: 'javascript:alert(1)' }, 'an address with https: or mailto:, of at most 500'],
  ['colours that are a text', wrong({ colors: 'red' }), 'portal.colors is "red"; allowed: an object such as'],
  [
    'a misspelt colour',
    wrong({ colors: { brandtext: '#000000' } }),
    'brandtext is not a colour of portal. Did you mean brandText?',
  ],
  [
    'a colour by its name',
    { colors: { brand: 'red' } },
    'portal.colors.brand is "red"; allowed: "#" and six hexadecimal digits',
  ],
  ['a colour that goes on', { colors: { brandDark: '#000000;}' } }, 'portal.colors.brandDark is "#000000;}"'],
  [
    'addresses that are a text',
    wrong({ urls: 'https://a.example/' }),
    'portal.urls is "https://a.example/"; allowed: a list',
  ],
  ['21 addresses', { urls: Array<string>(21).fill('https://a.example/') }, 'a list of at most 20 addresses'],
  [
    'an address without its slash',
    { urls: ['https://a.example/portal'] },
    'an address in portal.urls is "https://a.example/portal"',
  ],
  ['an address without a path', { urls: ['https://a.example'] }, 'a path that ends in "/"'],
  ['an address with a query', { urls: ['https://a.example/?a=/'] }, 'an address in portal.urls'],
  ['an address with a user', { urls: ['https://me@a.example/'] }, 'an address in portal.urls'],
  ['an address without TLS', { urls: ['http://a.example/'] }, 'an address in portal.urls'],
  ['an address that is none', wrong({ urls: [1] }), 'an address in portal.urls is 1'],
  ['another way of MFA', wrong({ mfa: 'sms' }), 'portal.mfa is "sms"; allowed: "off", "optional" or "required"'],
  ['no requests', { throttleRate: 0 }, 'portal.throttleRate is 0; allowed: a whole number, 1 to'],
  ['half a request', { throttleBurst: 0.5 }, 'portal.throttleBurst is 0.5'],
])('%s is refused', (_, portal, message) => {
  expect(() => settings(portal)).toThrow(`Sallyport: `);
  expect(() => settings(portal)).toThrow(message);
});

test('a prefix of 56 characters is taken with a portal, and of 57 only without, as people’s domain has more behind it', () => {
  const prefix = 'a'.repeat(57);

  expect(settings({}, { tokenDomainPrefix: prefix.slice(1) }).portal).toBeTruthy();
  expect(settings(false, { tokenDomainPrefix: prefix }).tokenDomainPrefix).toBe(prefix);
  expect(() => settings({}, { tokenDomainPrefix: prefix })).toThrow('allowed: at most 56 characters with a portal');
});

test('with a portal there is room for 200 characters of scopes and plans less, as its functions are told of people', () => {
  const scopesOf = (length: number) =>
    Object.fromEntries(
      Array.from({ length: length / 50 }, (_, at) => [`read:${String(at).padStart(44, 'o')}`, 'Read'] as const),
    );
  const full = { scopes: scopesOf(2900) };
  const plans = Object.fromEntries(
    Array.from({ length: 20 }, (_, at) => [`plan-${at}`, { ratePerSecond: 5, burst: 10 }]),
  );

  expect(settings(false, full).portal).toBe(false);
  expect(() => settings({}, full)).toThrow('the length of all scopes together is 2899; allowed: up to 2800 characters');
  expect(() => settings({}, { scopes: scopesOf(2750), plans })).toThrow('plans and scopes together');
});
