import { memoryOf, recall } from '../../lambda/engine/idempotency';
import type { Call, Idempotency } from '../../lambda/engine/context';
import { KEY_ID, NOW } from '../support/records';
import { call, world } from '../support/world';

const SENT = { key: 'retry-1', route: 'POST /accounts', fingerprint: 'print' };
const sending = (given: Partial<Idempotency> = {}, clientId = 'op'): Call =>
  call({ actor: { type: 'operator', clientId, scopes: [] }, idempotency: { ...SENT, ...given } });

/** A table that remembers the request sent first. */
async function remembering() {
  const here = world();
  await here.table.commit(memoryOf(sending(), KEY_ID, NOW));
  return here;
}

describe('an Idempotency-Key', () => {
  it('brings back what the same request made', async () => {
    const { deps } = await remembering();

    expect(await recall(deps, sending(), NOW)).toEqual({ ok: true, value: KEY_ID });
  });

  it.each([
    ['another operator', sending({}, 'other')],
    ['another route', sending({ route: 'POST /accounts/{accountId}/keys' })],
    ['another key', sending({ key: 'retry-2' })],
    ['a request without one', call()],
  ])('means nothing to %s', async (_, other) => {
    const { deps } = await remembering();

    expect(await recall(deps, other, NOW)).toEqual({ ok: true, value: undefined });
  });

  it('is refused with another body', async () => {
    const { deps } = await remembering();

    expect(await recall(deps, sending({ fingerprint: 'other' }), NOW)).toMatchObject({
      ok: false,
      refusal: { code: 'idempotency-mismatch' },
    });
  });

  it('is kept as a hash, beside nothing but the id of what was made', async () => {
    const { table } = await remembering();

    const [record] = table.all('idempotency');

    expect(record).toEqual({
      kind: 'idempotency',
      token: expect.stringMatching(/^[\w-]{43}$/),
      fingerprint: 'print',
      resultId: KEY_ID,
      expiresAt: NOW + 86_400_000,
    });
  });

  it('leaves nothing to write when none was sent', () => {
    expect(memoryOf(call(), KEY_ID, NOW)).toEqual([]);
  });
});
