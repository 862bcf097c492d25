import { poolReplacements, toLoopback } from '../../local/loopback';

const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc';
const pool = { spec: { issuer, poolId: 'us-east-1_abc' }, hosts: ['orders.auth.us-east-1.amazoncognito.com'] };
const replacements = [
  ...poolReplacements(pool, 'http://127.0.0.1:1'),
  { aws: 'https://abc.execute-api.us-east-1.amazonaws.com', local: 'http://127.0.0.1:2' },
];

describe('an address at AWS', () => {
  it.each([
    [`${issuer}/.well-known/jwks.json`, 'http://127.0.0.1:1/us-east-1_abc/.well-known/jwks.json'],
    ['https://orders.auth.us-east-1.amazoncognito.com/oauth2/token', 'http://127.0.0.1:1/oauth2/token'],
    ['https://orders.auth.us-east-1.amazoncognito.com', 'http://127.0.0.1:1'],
    ['https://abc.execute-api.us-east-1.amazonaws.com/prod', 'http://127.0.0.1:2/prod'],
  ])('%s becomes %s', (value, local) => {
    expect(toLoopback(value, replacements)).toBe(local);
  });

  it.each([
    issuer,
    `${issuer}d/.well-known/jwks.json`,
    'https://orders.auth.us-east-1.amazoncognito.com.evil.example/x',
    'see https://abc.execute-api.us-east-1.amazonaws.com/prod',
    'orders',
    '',
  ])('is not seen in "%s"', (value) => {
    expect(toLoopback(value, replacements)).toBe(value);
  });
});
