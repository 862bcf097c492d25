import {
  resumeClient,
  suspendClient,
  updateClient,
} from '../../../../lambda/management/operations/clients/client-verbs';
import { ACCOUNT_ID, account, CLIENT_ID, client, NOW } from '../../../support/records';
import { accepted, actions, call, interrupted, through, told, world } from '../../../support/world';

const target = { accountId: ACCOUNT_ID, clientId: CLIENT_ID };

describe('suspending a client', () => {
  it('stops it and tells of it, once', async () => {
    const { deps, table, clock } = world(account(), client());

    const first = accepted(await suspendClient(deps, call(), target));
    clock.now += 1;
    const second = accepted(await suspendClient(deps, call(), target));

    expect(first.client).toEqual(client({ suspendedAt: NOW, version: 2 }));
    expect(second).toEqual(first);
    const [before, after] = [{ status: 'active' }, { status: 'suspended' }];
    const event = { action: 'client.suspended', target: `client:${CLIENT_ID}`, actor: 'operator:op', before, after };
    expect(told(table)).toEqual([event]);
  });

  it('is held up by no update at this very moment', async () => {
    const here = world(account(), client());
    const update = () => updateClient(here.deps, call(), { ...target, patch: { label: 'B' } });

    accepted(await suspendClient(through(here, interrupted(here.table, update)), call(), target));

    expect(here.pauses).toEqual([]);
    expect(here.table.all('client')).toMatchObject([{ label: 'B', suspendedAt: NOW, version: 3 }]);
  });
});

describe('resuming a client', () => {
  it('undoes the suspension and nothing else, once', async () => {
    const { deps, table } = world(account(), client({ suspendedAt: NOW - 1, tokensValidAfter: NOW }));

    const first = accepted(await resumeClient(deps, call(), target));
    const second = accepted(await resumeClient(deps, call(), target));

    expect(table.all('client')).toEqual([client({ tokensValidAfter: NOW, version: 2 })]);
    expect(second.client.version).toBe(first.client.version);
    expect(actions(table)).toEqual(['client.resumed']);
  });
});
