/** Adopting a client, answer by answer. */
import { deployment, TRUST } from '../../support/management';
import { account, ACCOUNT_ID, client, CLIENT_ID } from '../../support/records';
import { proof } from '../../support/token-proof';

const ONE = `/accounts/${ACCOUNT_ID}/clients/${CLIENT_ID}`;
const body = { label: 'Warehouse', scopes: ['read:orders'] };
const token = proof({ iss: TRUST.issuer });
/** An account, and a pool that has the app client. */
function ready() {
  const here = deployment(account());
  here.pool.put(CLIENT_ID, { name: 'Warehouse', scopes: [], tokenLifetimeMinutes: 60 });
  return here;
}

describe('201 and 200', () => {
  test('an app client is adopted, and adopting it again changes it', async () => {
    const { send } = ready();

    const adopted = await send(`PUT ${ONE}`, { body: { ...body, token } });
    const changed = await send(`PUT ${ONE}`, { body: { ...body, label: 'Depot' } });

    expect(adopted).toMatchObject({ status: 201, headers: { ETag: '"1"', Location: `/v1${ONE}` } });
    expect(adopted.body).toMatchObject({ ...body, id: CLIENT_ID, accountId: ACCOUNT_ID, status: 'active' });
    expect(changed).toMatchObject({ status: 200, headers: { ETag: '"2"' }, body: { label: 'Depot' } });
  });
});

describe('400', () => {
  test.each([
    [{}, ['/label', '/scopes']],
    [{ label: 7, scopes: 'read:orders' }, ['/label', '/scopes']],
    [{ ...body, clientSecret: 'x' }, ['/clientSecret']],
    [body, ['/token']],
    [{ ...body, token: '' }, ['/token']],
    [{ ...body, token: 'x'.repeat(8_193) }, ['/token']],
    [[], ['']],
    [null, ['']],
  ])('the body %j is refused at %j', async (sent, pointers) => {
    const { send } = deployment(account());

    const refused = await send(`PUT ${ONE}`, { body: sent });

    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  test('what is no client id is refused by its parameter', async () => {
    const { send } = deployment(account());

    const refused = await send(`PUT /accounts/${ACCOUNT_ID}/clients/a.b`, { body });

    expect(refused.body.errors).toMatchObject([{ parameter: 'clientId' }]);
  });
});

test('no answer and no line of the log repeats the token, taken or refused', async () => {
  const { send, lines, table } = ready();
  const expired = proof({ iss: TRUST.issuer, exp: 1 });

  const answers = [
    await send(`PUT ${ONE}`, { body: { ...body, token: expired } }),
    await send(`PUT ${ONE}`, { body: { ...body, token }, headers: { 'Idempotency-Key': 'ignored' } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 201]);
  const seen = JSON.stringify([answers, lines, table.all('idempotency'), table.all('event')]);
  expect([token, expired].map((one) => one.split('.')[1] ?? '').filter((part) => seen.includes(part))).toEqual([]);
});

describe('409', () => {
  test('a client of another account stays there', async () => {
    const owner = { kind: 'clientOwner', clientId: CLIENT_ID, accountId: 'Acc0000002' } as const;
    const { send } = deployment(account(), owner);

    const refused = await send(`PUT ${ONE}`, { body });

    expect(refused.body).toMatchObject({ status: 409, type: expect.stringMatching(/client-already-adopted$/) });
  });

  test('a client that revoke-all ended stays ended', async () => {
    const owner = { kind: 'clientOwner', clientId: CLIENT_ID, accountId: ACCOUNT_ID } as const;
    const { send } = deployment(account({ generation: 2, credentialsValidAfter: client().createdAt }), client(), owner);

    const refused = await send(`PUT ${ONE}`, { body });

    expect(refused.body).toMatchObject({ status: 409, type: expect.stringMatching(/client-not-active$/) });
  });
});
