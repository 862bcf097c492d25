/** What there is: scopes and the API's own description. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import document from '../../../docs/openapi.json';
import { MANAGEMENT_CATALOGUE } from '../../../lambda/domain/policy';
import { managementApi } from '../../support/management';
import { scopeDescriptions } from '../../../lambda/aws/settings/function-settings';
import { operator, world } from '../../support/world';
import { NOW } from '../../support/records';

describe('200', () => {
  test('the scopes are listed with the descriptions that lie beside the function', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
    writeFileSync(join(folder, 'scopes.json'), '{"read:orders":"Read orders"}');
    const send = managementApi(Object.assign(world().deps, { descriptions: scopeDescriptions(folder) }));

    const { body } = await send('GET /scopes', { scopes: ['read:events'] });

    expect(body.items).toEqual([
      { name: 'read:orders', tokenScope: 'orders-accounts/read:orders', description: 'Read orders' },
      { name: 'write:orders', tokenScope: 'orders-accounts/write:orders' },
      { name: 'read:stock', tokenScope: 'orders-accounts/read:stock' },
    ]);
  });

  test.each(MANAGEMENT_CATALOGUE)(
    'the scopes are for an operator with any management scope, such as %s',
    async (scope) => {
      const { status, body } = await managementApi(world().deps)('GET /scopes', { scopes: [scope] });

      expect([status, body.items.length]).toEqual([200, 3]);
    },
  );

  test('anybody may read the description, and it is the committed one', async () => {
    const read = await managementApi(world().deps)('GET /openapi.json', { claims: null });

    expect(read.status).toBe(200);
    expect(read.body).toEqual(document);
  });
});

describe('304', () => {
  const readWith = (...tags: string[]) =>
    managementApi(world().deps)('GET /openapi.json', { claims: null, headers: { 'If-None-Match': tags } });

  test('a caller with the current description is spared it, whatever else it has', async () => {
    const { ETag: tag = '' } = (await readWith()).headers;

    const answers = await Promise.all([
      readWith(tag),
      readWith(`W/${tag}`),
      readWith(`"x", ${tag}`),
      readWith('"x"', '*'),
    ]);

    expect(tag).toMatch(/^"[\w-]{43}"$/);
    for (const { status, text, headers } of answers)
      expect([status, text, headers]).toEqual([304, '', { 'Cache-Control': 'public, max-age=3600', ETag: tag }]);
  });

  test('a caller with another description, or with a tag of no form, is given the current one', async () => {
    const answers = await Promise.all([readWith('"x"'), readWith('x'), readWith('')]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe('403', () => {
  test('an operator without any scope learns nothing', async () => {
    const refused = await managementApi(world().deps)('GET /scopes', { scopes: [] });

    expect(refused.status).toBe(403);
  });
});

describe('401', () => {
  test('an operator that was cut off learns nothing', async () => {
    const { deps, table } = world();
    table.put(operator({ revokedAt: NOW }));

    const refused = await managementApi(deps)('GET /scopes');

    expect(refused).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="management"' } });
  });
});
