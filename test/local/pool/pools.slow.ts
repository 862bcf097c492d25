/** Several user pools in one run: nothing of one is taken for the other. */
import { standingClock } from '../../../local/clock';
import { Pools, type ServedPool } from '../../../local/pool/pools';
import { clientThat, poolWith } from '../sign-in/browser';
import { POOL } from './token';

const poolOf = (name: string): ServedPool => {
  const issuer = `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_${name}`;
  const clients = POOL.clients.map((client) => ({ ...client, clientId: `${name}-${client.clientId}` }));
  const spec = { ...POOL, logicalId: name, poolId: `us-east-1_${name}`, issuer, clients };
  return { spec, arn: `arn:${name}`, hosts: [`${name}.auth.us-east-1.amazoncognito.com`] };
};
const pools = new Pools();
beforeAll(() => pools.open([poolOf('people'), poolOf('machines')], { clock: standingClock(), callers: {} }));
afterAll(() => pools.close());

async function tokenOfMachines(): Promise<string> {
  const server = pools.main('machines-machine');
  const { clientId = '', clientSecret = '' } = server?.describeClient('machines-machine') ?? {};
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const response = await fetch(`${server?.url ?? ''}/oauth2/token`, { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}

it('an authorizer takes a token of the pools that it names, and of no other', async () => {
  const token = await tokenOfMachines();

  const taken = [['arn:people'], ['arn:machines'], ['arn:people', 'arn:machines'], []].map(
    (arns) => pools.authorize(token, arns)?.client_id,
  );

  expect(taken).toEqual([undefined, 'machines-machine', 'machines-machine', undefined]);
});

it('a function finds the pool that its environment names', () => {
  const spec = { name: 'f', arn: 'a', codeDirectory: '', handler: 'x', memoryMegabytes: 1, timeoutSeconds: 1 };
  const endpoint = (value: string) =>
    pools.endpointFor({ ...spec, environment: { POOL: value } }).AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER;

  expect(endpoint('us-east-1_machines')).toBe(pools.main('machines-machine')?.url);
  expect(endpoint('none')).toBe(pools.main('people-machine')?.url);
});

it('a variable that is the id of a pool comes before one that mentions another pool', () => {
  const spec = { name: 'f', arn: 'a', codeDirectory: '', handler: 'x', memoryMegabytes: 1, timeoutSeconds: 1 };
  const environment = { PEOPLE_ISSUER: 'https://x/us-east-1_people', USER_POOL_ID: 'us-east-1_machines' };

  const { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoint } = pools.endpointFor({ ...spec, environment });

  expect(endpoint).toBe(pools.main('machines-machine')?.url);
});

it('people come back to this run’s address of a page on one of its APIs, and to any other as it is', async () => {
  const at = 'https://api.execute-api.us-east-1.amazonaws.com/v1/portal/';
  const urls = [at, 'https://portal.example.com/'];
  const client = clientThat({ callbackUrls: urls, logoutUrls: urls });
  const served = { ...poolOf('portal'), spec: poolWith(client) };
  const own = new Pools();
  const apiAddresses = [{ aws: 'https://api.execute-api.us-east-1.amazonaws.com', local: 'http://127.0.0.1:7' }];
  await own.open([poolOf('machines'), served], { clock: standingClock(), callers: {}, apiAddresses });

  const found = ['http://127.0.0.1:7/v1/portal/', 'https://portal.example.com/', at, ''].map(
    (url) => own.ofPage(url)?.poolId,
  );

  await own.close();
  expect(found).toEqual([POOL.poolId, POOL.poolId, undefined, undefined]);
});

it('the addresses of both lead to their own servers', () => {
  const hosts = Object.fromEntries(pools.replacements().map(({ aws, local }) => [aws, local]));

  expect(hosts['https://machines.auth.us-east-1.amazoncognito.com']).toBe(pools.main('machines-machine')?.url);
  expect(hosts['https://people.auth.us-east-1.amazoncognito.com']).toBe(pools.main(undefined)?.url);
});
