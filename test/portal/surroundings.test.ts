import { apiUrlOf, pageUrlOf, skewOf } from '../../portal/sign-in/surroundings';

const NOW = Date.parse('2026-03-01T12:00:00Z');

describe('the address of the page', () => {
  it.each([
    ['https://api.example.com', '/v1/portal/', 'https://api.example.com/v1/portal/', 'https://api.example.com/v1'],
    ['https://keys.example.com', '/portal/index.html', 'https://keys.example.com/portal/', 'https://keys.example.com'],
    [
      'http://127.0.0.1:4000',
      '/a/b/v1/portal/',
      'http://127.0.0.1:4000/a/b/v1/portal/',
      'http://127.0.0.1:4000/a/b/v1',
    ],
  ])(
    'is where the sign-in leads back to, and the API is one folder above: %s%s',
    (...[origin, pathname, page, api]) => {
      expect(pageUrlOf({ origin, pathname })).toBe(page);
      expect(apiUrlOf(page)).toBe(api);
    },
  );
});

describe('the clock of a machine', () => {
  it.each([
    ['Sun, 01 Mar 2026 12:05:00 GMT', 300],
    ['Sun, 01 Mar 2026 11:00:00 GMT', -3600],
    ['no date', 0],
    [null, 0],
  ])('is compared with that of the service: %s', (date, seconds) => {
    expect(skewOf(date, NOW)).toBe(seconds);
  });
});
