/** `sallyport clients secrets …`: two secrets let a client change from one to the other without a gap. */
import type { Answer, Operation } from '../../client/types';
import { type ApiVerb, apiVerb } from './api-verb';
import { asDone, asSecret, asTable } from './show';
import { ACCOUNT, idOf } from './values';

const CLIENT = { account: ACCOUNT, client: idOf('client') };
type Added = Answer<Operation<'post', '/accounts/{accountId}/clients/{clientId}/secrets'>>;

const list = apiVerb({
  name: 'clients secrets list',
  summary: 'Lists the secrets of a client by id and date',
  arguments: CLIENT,
  call: ({ api, signal }, { account: accountId, client: clientId }) =>
    api.get('/accounts/{accountId}/clients/{clientId}/secrets', { path: { accountId, clientId }, signal }),
  show: asTable<{ readonly id: string; readonly createdAt: string }>([
    { head: 'ID', cell: ({ id }) => id, whole: true },
    { head: 'CREATED', cell: ({ createdAt }) => createdAt },
  ]),
});

const add = apiVerb({
  name: 'clients secrets add',
  summary: 'Adds a secret to a client and prints it, this once',
  arguments: CLIENT,
  isIdempotent: true,
  call: ({ api, signal }, { account: accountId, client: clientId }) =>
    api.post('/accounts/{accountId}/clients/{clientId}/secrets', { path: { accountId, clientId }, signal }),
  show: asSecret<Added>('clientSecret'),
});

const remove = apiVerb({
  name: 'clients secrets delete',
  summary: 'Deletes a secret of a client',
  arguments: { ...CLIENT, secret: idOf('secret') },
  ends: (_, { client, secret }) => `This deletes secret ${secret} of client ${client}: it gets no token any more.`,
  call: ({ api, signal }, { account: accountId, client: clientId, secret: secretId }) =>
    api.delete('/accounts/{accountId}/clients/{clientId}/secrets/{secretId}', {
      path: { accountId, clientId, secretId },
      signal,
    }),
  show: asDone,
});

export const CLIENT_SECRET_VERBS: readonly ApiVerb[] = [list, add, remove];
