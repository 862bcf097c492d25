/** The writes that delete a dead key or client, each with its event. It can never work again, so there is no condition. */
import type { Write } from '../domain/ports/table';
import { clientEvent, keyEvent } from './audit-events';
import type { Call, Deps } from './context';
import type { LoadedClient, LoadedKey } from './load';

export const keyDeletion = (deps: Deps, call: Call, { key, account, now }: LoadedKey): readonly Write[] => [
  { type: 'delete', ref: { kind: 'key', keyId: key.keyId }, when: {} },
  keyEvent(deps, call, { action: 'key.deleted', now, account, before: key }),
];

export const clientDeletion = (deps: Deps, call: Call, { client, account, now }: LoadedClient): readonly Write[] => [
  { type: 'delete', ref: { kind: 'client', accountId: client.accountId, clientId: client.clientId }, when: {} },
  clientEvent(deps, call, { action: 'client.deleted', now, account, before: client }),
];
