import { storedSecret } from '../../../../lambda/domain/hash';
import { endGrace } from '../../../../lambda/management/operations/keys/key-verbs';
import { rotateKey } from '../../../../lambda/management/operations/keys/key-secrets';
import { ACCOUNT_ID, account, apiKey, KEY_ID, NOW } from '../../../support/records';
import { accepted, actions, call, interrupted, through, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, keyId: KEY_ID };
const inGrace = (graceUntil: number) => apiKey({ previousSecret: { ...storedSecret('older', NOW - 9), graceUntil } });

describe('ending a grace', () => {
  it('ends the previous secret and leaves the current one', async () => {
    const { deps, table } = world(account(), inGrace(NOW + 1));

    accepted(await endGrace(deps, call(), target));

    expect(table.all('key')).toEqual([apiKey({ version: 2 })]);
    expect(actions(table)).toEqual(['key.grace-ended']);
  });

  it.each([
    ['there is none', apiKey()],
    ['it ended by itself, by every clock', inGrace(NOW - 3_000)],
  ])('changes and tells nothing when %s', async (_, key) => {
    const { deps, table } = world(account(), key);

    const result = accepted(await endGrace(deps, call(), target));

    expect([result.key, table.all('key'), table.all('event')]).toEqual([key, [key], []]);
  });

  it('ends one that is over by a fast clock alone, so that it does not run on for a door', async () => {
    const { deps, table } = world(account(), inGrace(NOW));

    accepted(await endGrace(deps, call(), target));

    expect(table.all('key')).toEqual([apiKey({ version: 2 })]);
  });

  it('tells what it really ended when a rotation comes at this very moment', async () => {
    const here = world(account(), inGrace(NOW + 1));
    const rotate = () => {
      here.clock.now = NOW + 1;
      return rotateKey(here.deps, call(), target);
    };

    accepted(await endGrace(through(here, interrupted(here.table, rotate)), call(), target));

    const ended = here.table.all('event').find(({ action }) => action === 'key.grace-ended');
    expect(ended?.before).toMatchObject({ secrets: [{ createdAt: '2026-11-23T12:00:00.001Z' }, {}] });
  });

  it('works while key and account are suspended', async () => {
    const { deps } = world(account({ suspendedAt: NOW }), { ...inGrace(NOW + 1), suspendedAt: NOW });

    const result = accepted(await endGrace(deps, call(), target));

    expect(result.key.previousSecret).toBeUndefined();
  });
});
