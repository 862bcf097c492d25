/** The verbs that end a key, a secret of it, or several keys at once. */
import { type ApiVerb, apiVerb, type Context } from './api-verb';
import { keyStateOf, pathOf } from './keys';
import { nameOr } from './naming';
import { REASON } from './reasons';
import { revokeMany } from './revoke-many';
import { asDone, asLine } from './show';
import { KEY } from './values';

const key = { key: KEY };

const nameOf = ({ api, signal }: Context, keyId: string): Promise<string> =>
  nameOr(`key ${keyId}`, async () => {
    const { label, accountId } = await api.get('/accounts/{accountId}/keys/{keyId}', { path: pathOf(keyId), signal });
    return `key ${keyId} (${JSON.stringify(label)}) of account ${accountId}`;
  });

const endGrace = apiVerb({
  name: 'keys end-grace',
  summary: 'Ends the secret that a rotation replaced, before its grace is over',
  arguments: key,
  ends: async (context, { key: keyId }) => `This ends the replaced secret of ${await nameOf(context, keyId)}.`,
  isIdempotent: true,
  goesDirect: true,
  call: ({ api, signal }, { key: keyId }) =>
    api.post('/accounts/{accountId}/keys/{keyId}/end-grace', { path: pathOf(keyId), signal }),
  show: asLine(({ id }: { readonly id: string }) => `key ${id} has no replaced secret any more`),
});

const revoke = apiVerb({
  name: 'keys revoke',
  summary: 'Ends a key, for good',
  arguments: key,
  options: REASON,
  ends: async (context, { key: keyId }) => `This revokes ${await nameOf(context, keyId)}: its next request is refused.`,
  isIdempotent: true,
  goesDirect: true,
  call: ({ api, signal }, { key: keyId, reason }) =>
    api.post('/accounts/{accountId}/keys/{keyId}/revoke', { path: pathOf(keyId), body: { reason }, signal }),
  show: asLine(keyStateOf),
});

const remove = apiVerb({
  name: 'keys delete',
  summary: 'Deletes a key that is revoked or expired',
  arguments: key,
  ends: async (context, { key: keyId }) => `This deletes ${await nameOf(context, keyId)}.`,
  call: ({ api, signal }, { key: keyId }) =>
    api.delete('/accounts/{accountId}/keys/{keyId}', { path: pathOf(keyId), signal }),
  show: asDone,
});

export const KEY_END_VERBS: readonly ApiVerb[] = [endGrace, revoke, revokeMany, remove];
