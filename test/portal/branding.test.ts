import { brandingOf, themeOf } from '../../lambda/portal/branding';

const NONE = { brand: undefined, brandText: undefined, brandDark: undefined, brandTextDark: undefined };

test('what the deployer set is read', () => {
  const colors = { brand: '#0b5fff', brandText: '#FFFFFF', brandDark: '#7aa7ff', brandTextDark: '#000000' };
  const given = {
    name: 'Orders',
    logoUrl: 'https://example.com/logo.svg',
    supportUrl: 'mailto:help@example.com',
    colors,
  };

  expect(brandingOf(JSON.stringify(given))).toEqual(given);
});

test.each([
  ['a logo that is no HTTPS', { logoUrl: 'http://example.com/logo.svg' }],
  ['a logo that is a script', { logoUrl: 'javascript:alert(1)' }],
  ['an address of help that is a script', { supportUrl: 'javascript:alert(1)' }],
  ['an address that is none', { supportUrl: 'help' }],
  ['a colour that goes on', { colors: { brand: '#0b5fff;} body { background: url(//evil.example)' } }],
  ['a colour by its name', { colors: { brandText: 'white' } }],
  ['colours that are no object', { colors: 'red' }],
])('%s is left out', (_, given) => {
  expect(brandingOf(JSON.stringify({ name: 'Orders', ...given }))).toEqual({ name: 'Orders', colors: NONE });
});

test('each set of colours is a rule of its own, and what is not set stays the page’s', () => {
  expect(themeOf({ ...NONE, brand: '#0b5fff', brandText: '#ffffff', brandDark: '#7aa7ff' })).toBe(
    ':root {\n  --brand: #0b5fff;\n  --brand-text: #ffffff;\n}\n' +
      '@media (prefers-color-scheme: dark) {\n:root {\n  --brand: #7aa7ff;\n}\n}\n',
  );
  expect(themeOf({ ...NONE, brandTextDark: '#000000' })).toBe(
    '@media (prefers-color-scheme: dark) {\n:root {\n  --brand-text: #000000;\n}\n}\n',
  );
  expect(themeOf(NONE)).toBe('');
});
