/** The audit trail, answer by answer. */
import { managementApi, REQUEST_ID } from '../../support/management';
import { account, ACCOUNT_ID } from '../../support/records';
import { world } from '../../support/world';

const EVENTS = `/accounts/${ACCOUNT_ID}/events`;

/** An account that was suspended and resumed, a second after another. */
async function history() {
  const made = world(account());
  const send = managementApi(made.deps);
  for (const verb of ['suspend', 'resume', 'suspend']) {
    made.clock.now += 1_000;
    await send(`POST /accounts/${ACCOUNT_ID}/${verb}`);
  }
  return { ...made, send };
}

describe('200', () => {
  test('events come newest first and tell who did what, when and from where', async () => {
    const { send } = await history();

    const { body } = await send(`GET ${EVENTS}`);

    expect(body.items).toHaveLength(3);
    expect(body.items[0]).toMatchObject({
      at: '2026-11-23T12:00:03.000Z',
      action: 'account.suspended',
      actor: 'operator:op',
      sourceIp: '203.0.113.7',
      requestId: REQUEST_ID,
      target: `account:${ACCOUNT_ID}`,
    });
  });

  test('a list is read page by page, within its filters', async () => {
    const { send } = await history();
    const query = { action: 'account.suspended', since: '2026-11-23T12:00:00+00:00', limit: '1' };

    const first = await send(`GET ${EVENTS}`, { query });
    const second = await send(`GET ${EVENTS}`, { query: { ...query, cursor: first.body.nextCursor } });

    expect([first, second].map(({ body }) => body.items[0].at)).toEqual([
      '2026-11-23T12:00:03.000Z',
      '2026-11-23T12:00:01.000Z',
    ]);
  });
});

describe('400', () => {
  test.each([
    ['action', 'account.exploded'],
    ['since', '2026-11-23'],
    ['since', '2026-02-30T00:00:00Z'],
  ])('the filter %s=%s is refused by its name', async (parameter, value) => {
    const { send } = await history();

    const refused = await send(`GET ${EVENTS}`, { query: { [parameter]: value } });

    expect(refused.body.errors).toMatchObject([{ parameter }]);
  });
});

describe('404', () => {
  test('an account that never was has no events', async () => {
    const { send } = await history();

    const missing = await send('GET /accounts/Acc0000009/events');

    expect(missing.body).toMatchObject({ status: 404, type: expect.stringMatching(/account-not-found$/) });
  });
});
