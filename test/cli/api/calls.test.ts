/** Which call each command line makes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json } from '../../support/fake-api';
import { fakeWorld, NOW } from '../../support/fake-world';

const ACCOUNT = '0123456789';
const KEY = `${ACCOUNT}ABCDEFGH`;

const called = async (line: string): Promise<string> => {
  const { run, here } = fakeWorld([json({ id: 'x', items: [], total: {}, scopes: [], valid: true })]);
  const code = await run(...line.split(' '));
  const [{ method, url, body } = { method: 'none', url: 'http://x', body: '' }] = here.seen;
  expect([code, here.seen.length]).toEqual([expect.any(Number), 1]);
  const { pathname, search } = new URL(url);
  return [method, decodeURIComponent(pathname.slice(3) + search.replace(/[?&]limit=100/, '')), body].join(' ').trim();
};
const inDays = (days: number): string => new Date(NOW + days * 86_400_000).toISOString().replace('.000', '');

test.each([
  ['accounts list --name Acme', 'GET /accounts?name=Acme'],
  ['accounts show external:c/1', 'GET /accounts/external:c/1'],
  [
    'accounts create Acme --external-id c1 --scope a --scope b --plan p --max-active-keys 5',
    'POST /accounts {"name":"Acme","externalId":"c1","grant":{"scopes":["a","b"],"plan":"p","maxActiveKeys":5}}',
  ],
  [
    `accounts update ${ACCOUNT} --name New --clear plan --clear external-id`,
    `PATCH /accounts/${ACCOUNT} {"name":"New","externalId":null,"grant":{"plan":null}}`,
  ],
  [`accounts update ${ACCOUNT} --name New`, `PATCH /accounts/${ACCOUNT} {"name":"New"}`],
  [`accounts suspend ${ACCOUNT}`, `POST /accounts/${ACCOUNT}/suspend`],
  [`accounts resume ${ACCOUNT}`, `POST /accounts/${ACCOUNT}/resume`],
  [`accounts revoke-all ${ACCOUNT} --yes`, `POST /accounts/${ACCOUNT}/revoke-all`],
  [`accounts delete ${ACCOUNT} --yes`, `DELETE /accounts/${ACCOUNT}`],
  [
    'keys list --status active --plan p --expires-before 30d --unused-since 90d',
    `GET /keys?status=active&expiresBefore=${inDays(30)}&unusedSince=${inDays(-90)}&plan=p`,
  ],
  [`keys list --account ${ACCOUNT} --tag t`, `GET /accounts/${ACCOUNT}/keys?tag=t`],
  [`keys show ${KEY}`, `GET /accounts/${ACCOUNT}/keys/${KEY}`],
  [
    `keys issue external:c1 --label L --scope a --expires-in 90d --tag t --tag u --network 192.0.2.0/24 --create-account Acme`,
    'POST /accounts/external:c1/keys {"label":"L","scopes":["a"],"tags":["t","u"],"networks":["192.0.2.0/24"],' +
      `"expiresAt":"${inDays(90)}","account":{"name":"Acme","grant":{"scopes":["a"]}}}`,
  ],
  [
    `keys update ${KEY} --label L --clear expires-at --clear tag`,
    `PATCH /accounts/${ACCOUNT}/keys/${KEY} {"label":"L","expiresAt":null,"tags":null}`,
  ],
  [
    `keys rotate ${KEY} --grace 1d --replace-newest --yes`,
    `POST /accounts/${ACCOUNT}/keys/${KEY}/rotate {"graceSeconds":86400,"replace":"newest"}`,
  ],
  [`keys rotate ${KEY}`, `POST /accounts/${ACCOUNT}/keys/${KEY}/rotate {}`],
  [`keys end-grace ${KEY} --yes`, `POST /accounts/${ACCOUNT}/keys/${KEY}/end-grace`],
  [`keys resume ${KEY}`, `POST /accounts/${ACCOUNT}/keys/${KEY}/resume`],
  [`keys delete ${KEY} --yes`, `DELETE /accounts/${ACCOUNT}/keys/${KEY}`],
  ['clients list --status active --unused-since 1d', `GET /clients?status=active&unusedSince=${inDays(-1)}`],
  [`clients show ${ACCOUNT} c1`, `GET /accounts/${ACCOUNT}/clients/c1`],
  [`clients suspend ${ACCOUNT} c1`, `POST /accounts/${ACCOUNT}/clients/c1/suspend`],
  [`clients resume ${ACCOUNT} c1`, `POST /accounts/${ACCOUNT}/clients/c1/resume`],
  [`clients revoke ${ACCOUNT} c1 --yes`, `POST /accounts/${ACCOUNT}/clients/c1/revoke {}`],
  [`clients revoke-tokens ${ACCOUNT} c1 --yes`, `POST /accounts/${ACCOUNT}/clients/c1/revoke-tokens`],
  [`clients secrets list ${ACCOUNT} c1`, `GET /accounts/${ACCOUNT}/clients/c1/secrets`],
  [`clients secrets delete ${ACCOUNT} c1 s1 --yes`, `DELETE /accounts/${ACCOUNT}/clients/c1/secrets/s1`],
  [
    `clients update ${ACCOUNT} c1 --label L --scope a --token-lifetime-minutes 5`,
    `PATCH /accounts/${ACCOUNT}/clients/c1 {"label":"L","scopes":["a"],"tokenLifetimeMinutes":5}`,
  ],
  [
    'accounts create A --metadata crm=7 --metadata tier=a=b',
    'POST /accounts {"name":"A","grant":{},"metadata":{"crm":"7","tier":"a=b"}}',
  ],
  [`accounts update ${ACCOUNT} --metadata crm=8`, `PATCH /accounts/${ACCOUNT} {"metadata":{"crm":"8"}}`],
  [`accounts update ${ACCOUNT} --clear metadata`, `PATCH /accounts/${ACCOUNT} {"metadata":null}`],
  [
    `keys issue ${ACCOUNT} --label L --scope a --metadata owner=`,
    `POST /accounts/${ACCOUNT}/keys {"label":"L","scopes":["a"],"metadata":{"owner":""}}`,
  ],
  [`keys update ${KEY} --metadata a=b`, `PATCH /accounts/${ACCOUNT}/keys/${KEY} {"metadata":{"a":"b"}}`],
  [`keys update ${KEY} --clear metadata`, `PATCH /accounts/${ACCOUNT}/keys/${KEY} {"metadata":null}`],
  ['operators secrets list o1', 'GET /operators/o1/secrets'],
  ['operators secrets add o1', 'POST /operators/o1/secrets'],
  ['operators secrets delete o1 s1 --yes', 'DELETE /operators/o1/secrets/s1'],
  [`members list ${ACCOUNT}`, `GET /accounts/${ACCOUNT}/members`],
  [
    'members add external:c1 --email ada@example.com --role owner',
    'POST /accounts/external:c1/members {"email":"ada@example.com","role":"owner"}',
  ],
  [`members update ${ACCOUNT} s1 --role viewer`, `PATCH /accounts/${ACCOUNT}/members/s1 {"role":"viewer"}`],
  [`members remove ${ACCOUNT} s1 --yes`, `DELETE /accounts/${ACCOUNT}/members/s1`],
  ['operators list', 'GET /operators'],
  ['operators show o1', 'GET /operators/o1'],
  ['operators revoke o1 --yes', 'POST /operators/o1/revoke {}'],
  ['operators events --action key.revoked', 'GET /operators/events?action=key.revoked'],
  [`events ${ACCOUNT} --since 7d`, `GET /accounts/${ACCOUNT}/events?since=${inDays(-7)}`],
  [
    `usage ${ACCOUNT} --from 2027-01-01 --to 2027-01-31`,
    `GET /accounts/${ACCOUNT}/usage?from=2027-01-01&to=2027-01-31`,
  ],
  [`usage ${ACCOUNT} --key ${KEY}`, `GET /accounts/${ACCOUNT}/keys/${KEY}/usage`],
  [`usage ${ACCOUNT} --client c1`, `GET /accounts/${ACCOUNT}/clients/c1/usage`],
  ['plans', 'GET /plans'],
])('%s', async (line, call) => {
  expect(await called(line)).toBe(call);
});

test.each([
  [`keys list --account ${ACCOUNT} --plan p`, /--plan selects among the keys of all accounts/],
  [
    `keys issue ${ACCOUNT} --label L --scope a --create-account A`,
    /^--create-account makes an account that is named external/,
  ],
  [
    `keys issue ${ACCOUNT} --label L --scope a --expires-in 1d --expires-at 2d`,
    /^--expires-in and --expires-at exclude/,
  ],
  [`keys update ${KEY} --expires-in 1d --clear expires-at`, /^--expires-at and --clear expires-at exclude each other$/],
  [`usage ${ACCOUNT} --key ${KEY} --client c`, /^--key and --client exclude each other$/],
  [`keys list --status activ`, /^--status takes one of active, .*, not activ$/],
  [`clients update ${ACCOUNT} c1`, /^one of --label, --scope and --token-lifetime-minutes says what changes$/],
  ['accounts create A --metadata crm', /^--metadata takes NAME=TEXT$/],
  ['accounts create A --metadata =x', /^--metadata takes NAME=TEXT$/],
  [`keys update ${KEY} --metadata a=b --clear metadata`, /^--metadata and --clear metadata exclude each other$/],
  [`keys revoke ${KEY} --yes --direct`, /^--direct goes with --stack, or with a profile that has a stack$/],
  [`members add ${ACCOUNT} --email a@b.test`, /^--role is missing/],
  [`members update ${ACCOUNT} s1 --role admin`, /^--role takes one of viewer, developer, owner, not admin$/],
  ['verify', /^missing required argument 'credential': sallyport verify <credential> \(see --help\)$/],
  [
    'clients revoke-tokens 1h57kf5cpq17m0eml12example',
    /^missing required argument 'client': sallyport clients revoke-tokens <account> <client>, for example external:acme 1h57kf5cpq17m0eml12example \(see --help\)$/,
  ],
  ['keys show', /^missing required argument 'key': sallyport keys show <key>, for example 0123456789ABCDEFGH \(see/],
  [`keys list --tag a --tag b`, /^--tag is given twice$/],
  [`keys show ${KEY} too-many`, /^too many arguments for 'show'\. Expected 1 argument but got 2\./],
  [`whoami sp_live_${KEY}_${'s'.repeat(49)}`, /^(?!.*sss)/],
  [`accounts show sp_live_${KEY}_${'s'.repeat(49)}`, /^(?!.*sss)/],
  [`keys issue ${ACCOUNT} --label L --scope a --expires-at 2027-02-31`, /^--expires-at takes a time/],
  [`clients show ${ACCOUNT} ..`, /^<client> is the id/],
  [`usage ${ACCOUNT} --client ..`, /^--client is the id/],
])('%s is a mistake, and nothing is sent', async (line, text) => {
  const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { run, here } = fakeWorld();

  expect([await run(...line.split(' ')), here.seen]).toEqual([2, []]);
  expect(error.mock.calls).toEqual([[expect.stringMatching(text)]]);
  error.mockRestore();
});

test('a list is read to its end, or until as many are there as are asked for', async () => {
  const pages = () => [json({ items: [{ id: 'a' }], nextCursor: 'c' }), json({ items: [{ id: 'b' }] })];
  const all = fakeWorld(pages());
  const one = fakeWorld(pages());

  await all.run('operators', 'events', '--json');
  await one.run('operators', 'events', '--json', '--limit', '1');

  expect(JSON.parse(all.wrote.stdout)).toEqual({ items: [{ id: 'a' }, { id: 'b' }] });
  expect(JSON.parse(one.wrote.stdout)).toEqual({ items: [{ id: 'a' }] });
  expect([all.here.seen.length, one.here.seen.length]).toEqual([2, 1]);
});

test('a table is as wide as the terminal, and colours are for a terminal alone', async () => {
  const items = [{ name: 'read:orders', description: 'x'.repeat(100) }];
  const narrow = fakeWorld([json({ items })]);
  const piped = fakeWorld([json({ items })]);
  const write = (text: string) => (narrow.wrote.stdout += text);
  const terminal = fakeWorld([json({ items })], { stdout: { write, isTTY: true, columns: 40 } });

  await terminal.run('scopes');
  await piped.run('scopes');

  expect(narrow.wrote.stdout).toContain(`${'x'.repeat(26)}…\n`);
  expect(narrow.wrote.stdout).toContain('\u001b[1m');
  expect(piped.wrote.stdout).toContain('x'.repeat(100));
  expect(piped.wrote.stdout).not.toContain('\u001b');
});

test('every operation of the API has a verb, but for those that docs/command.md leaves to the API', () => {
  const root = join(__dirname, '..', '..', '..');
  const { paths } = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8')) as {
    paths: Record<string, object>;
  };
  const operations = Object.entries(paths).flatMap(([path, members]) =>
    Object.keys(members)
      .filter((member) => member !== 'parameters')
      .map((method) => `${method} ${path}`),
  );
  const sources = readdirSync(join(root, 'cli', 'api')).map((file) =>
    readFileSync(join(root, 'cli', 'api', file), 'utf8'),
  );
  const calls = sources.flatMap((text) => [...text.matchAll(/api\.(\w+)\(\s*'(\/[^']*)'/g)]);
  const called = new Set(calls.map(([, method = '', path = '']) => `${method === 'items' ? 'get' : method} ${path}`));

  expect(operations.filter((operation) => !called.has(operation)).sort()).toEqual([
    'get /me',
    'get /openapi.json',
    'post /revocations',
  ]);
});
