/** What members do not see of their account, and what they cannot set: it is left to operators. */
import { type Answered, deployment, type Sent } from '../../../support/management';
import { claimsOf, memberRecords, type Persona, subject } from '../../../support/people';
import { account, ACCOUNT_ID } from '../../../support/records';

const codeOf = ({ status, body }: Answered) => [status, String(body?.type).split('/').at(-1)];

function run(...members: readonly Persona[]) {
  const made = deployment(account({ metadata: { risk: 'high' } }), ...members.flatMap((who) => memberRecords(who)));
  const as = (who: Persona, route: string, sent: Sent = {}) => made.send(route, { ...sent, claims: claimsOf(who) });
  return { ...made, as };
}

describe('what operators keep to themselves', () => {
  it('is not shown to members: metadata of the account, and where operators work from', async () => {
    const { as, send } = run('viewer', 'owner');
    await send(`PATCH /accounts/${ACCOUNT_ID}`, { body: { metadata: { risk: 'low' }, name: 'Renamed' } });
    await as('owner', `POST /accounts/${ACCOUNT_ID}/revoke-all`);

    expect((await as('viewer', `GET /accounts/${ACCOUNT_ID}`)).body).not.toHaveProperty('metadata');
    expect((await as('operator', `GET /accounts/${ACCOUNT_ID}`)).body.metadata).toEqual({ risk: 'low' });
    const { items } = (await as('viewer', `GET /accounts/${ACCOUNT_ID}/events`)).body;
    const by = (actor: string) => items.find((event: { actor: string }) => event.actor.startsWith(actor));
    expect(by('operator')).toMatchObject({ before: { name: 'Example Ltd' }, after: { name: 'Renamed' } });
    expect(JSON.stringify(by('operator'))).not.toMatch(/risk|sourceIp/);
    expect(by('member').sourceIp).toBe('203.0.113.7');
    const all = (await as('operator', `GET /accounts/${ACCOUNT_ID}/events`)).body.items;
    expect(JSON.stringify(all)).toContain('risk');
  });

  it('is not shown to members: metadata of keys, neither in the key nor in its events', async () => {
    const { as, send } = run('developer');
    const keys = `/accounts/${ACCOUNT_ID}/keys`;
    const { id } = (await send(`POST ${keys}`, { body: { label: 'a', scopes: [], metadata: { tier: 'gold' } } })).body;
    await send(`PATCH ${keys}/${id}`, { body: { metadata: { tier: 'silver' } } });

    const seen = [
      await as('developer', `GET ${keys}/${id}`),
      await as('developer', `GET ${keys}`),
      await as('developer', `POST ${keys}/${id}/rotate`, { body: {} }),
      await as('developer', `GET /accounts/${ACCOUNT_ID}/events`),
    ];

    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(JSON.stringify(seen)).not.toMatch(/gold|silver|tier|metadata/);
    expect((await as('operator', `GET ${keys}/${id}`)).body.metadata).toEqual({ tier: 'silver' });
    expect((await as('operator', `GET /accounts/${ACCOUNT_ID}/events`)).text).toContain('silver');
  });

  it('is not shown to members: which operator did something', async () => {
    const { as, send, table } = run('owner');
    const own = `/accounts/${ACCOUNT_ID}`;
    await send(`PATCH ${own}`, { body: { name: 'Renamed' } });
    const key = (await send(`POST ${own}/keys`, { body: { label: 'a', scopes: [] } })).body;
    const client = (await send(`POST ${own}/clients`, { body: { label: 'a', scopes: [] } })).body;
    await as('operator', `POST ${own}/members`, { body: { email: 'ada@example.com', role: 'viewer' } });
    await as('owner', `POST ${own}/keys`, { body: { label: 'b', scopes: [] } });
    const paths = ['', `/keys`, `/keys/${key.id}`, '/clients', `/clients/${client.id}`, '/members', '/events'];
    const asked = (who: Persona) => Promise.all(paths.map((path) => as(who, `GET ${own}${path}`)));

    const texts = (await asked('owner')).map(({ text }) => text);

    expect(texts.filter((text) => text.includes('operator:'))).toEqual([]);
    expect(texts.filter((text) => !text.includes('"operator"'))).toEqual([]);
    expect(texts.join()).toContain(`member:${subject('owner')}`);
    for (const { text } of await asked('operator')) expect(text).toContain('operator:');
    expect(table.all('key')[0]?.createdBy).toMatch(/^operator:./);
  });

  it('is not set by members: a plan of a key, which would be a budget beside that of the account', async () => {
    const { as } = run('developer');
    const keys = `/accounts/${ACCOUNT_ID}/keys`;
    const { id } = (await as('developer', `POST ${keys}`, { body: { label: 'a', scopes: [] } })).body;

    const answers = [
      await as('developer', `POST ${keys}`, { body: { label: 'a', scopes: [], plan: 'free' } }),
      await as('developer', `PATCH ${keys}/${id}`, { body: { plan: 'free' } }),
      await as('developer', `PATCH ${keys}/${id}`, { body: { plan: null } }),
    ];
    for (const { status, body } of answers)
      expect([status, body.errors]).toEqual([
        400,
        expect.arrayContaining([{ pointer: '/plan', detail: 'Only operators can set it.' }]),
      ]);
  });

  it('is not set by members: metadata of keys, by which a backend may decide', async () => {
    const { as } = run('developer');
    const keys = `/accounts/${ACCOUNT_ID}/keys`;
    const body = { label: 'a', scopes: [], metadata: { tier: 'gold' } };

    const refusal = await as('developer', `POST ${keys}`, { body });
    expect([refusal.status, refusal.body.errors[0].pointer]).toEqual([400, '/metadata']);
    const { id } = (await as('operator', `POST ${keys}`, { body })).body;
    const patched = await as('developer', `PATCH ${keys}/${id}`, { body: { metadata: null } });
    expect([patched.status, patched.body.errors[0].pointer]).toEqual([400, '/metadata']);
    expect((await as('developer', `PATCH ${keys}/${id}`, { body: { label: 'b' } })).status).toBe(200);
    expect((await as('operator', `GET ${keys}/${id}`)).body.metadata).toEqual({ tier: 'gold' });
  });

  it('is the rest of the user pool: members have at most 25 clients', async () => {
    const { as } = run('developer');
    const issue = (who: Persona) =>
      as(who, `POST /accounts/${ACCOUNT_ID}/clients`, { body: { label: 'a', scopes: [] } });
    for (let n = 0; n < 24; n += 1) expect((await issue('developer')).status).toBe(201);

    const forTheLastPlace = await Promise.all([issue('developer'), issue('developer')]);
    expect(forTheLastPlace.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(codeOf(await issue('developer'))).toEqual([409, 'client-limit-reached']);
    expect((await issue('operator')).status).toBe(201);
  });
});
