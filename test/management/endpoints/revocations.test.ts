/** The public route for a holder of a key: it revokes the secret that was sent, and its answer reveals nothing. */
import { DependencyError } from '../../../lambda/domain/outcome';
import { deployment, managementApi } from '../../support/management';
import { account, apiKey, KEY_ID, presentedKey } from '../../support/records';
import { actions, through } from '../../support/world';

const anonymous = { claims: null } as const;

describe('204', () => {
  test('a key that was found is revoked as leaked, by its holder', async () => {
    const { send, table, lines } = deployment(account(), apiKey());

    const ended = await send('POST /revocations', { ...anonymous, body: { key: presentedKey() } });

    expect(ended).toMatchObject({ status: 204, text: '' });
    expect(table.all('key')).toMatchObject([{ revocationReason: 'leaked' }]);
    expect(table.all('event')).toMatchObject([{ action: 'key.revoked', actor: `holder:${KEY_ID}` }]);
    expect(JSON.stringify(lines)).not.toContain(presentedKey());
  });

  test.each([
    ['a key that never was', presentedKey('other', 'Acc0000009Key00009')],
    ['a wrong secret of a key that is', presentedKey('other')],
  ])('%s is answered alike, and changes nothing', async (_, key) => {
    const { send, table } = deployment(account(), apiKey());

    const answer = await send('POST /revocations', { ...anonymous, body: { key } });

    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(actions(table)).toEqual([]);
  });
});

describe('400', () => {
  test.each([
    [{}, '/key'],
    [{ key: 7 }, '/key'],
    [{ key: 'no key' }, '/key'],
    [{ key: presentedKey(), reason: 'leaked' }, '/reason'],
    [presentedKey(), ''],
    [[presentedKey()], ''],
    [{ key: presentedKey(), [presentedKey()]: 1 }, ''],
  ])('the body %j is refused and neither echoed nor logged', async (body, pointer) => {
    const { send, lines } = deployment(account(), apiKey());

    const refused = await send('POST /revocations', { ...anonymous, body: JSON.stringify(body) });

    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ pointer }]);
    expect(refused.text + JSON.stringify(lines)).not.toContain(presentedKey().slice(0, 40));
  });
});

describe('503', () => {
  test('trouble with the table is told, as the key is still alive', async () => {
    const made = deployment(account(), apiKey());
    const read = () => Promise.reject(new DependencyError('table', 'gone'));
    const deps = through(made, Object.assign(Object.create(made.table), { read }));

    const answer = await managementApi(deps)('POST /revocations', { ...anonymous, body: { key: presentedKey() } });

    expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
  });
});
