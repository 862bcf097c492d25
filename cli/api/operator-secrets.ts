/** `sallyport operators secrets …`: as those of clients, so that an operator changes its secret without a gap. */
import type { Answer, Operation } from '../../client/types';
import { type ApiVerb, apiVerb } from './api-verb';
import { asDone, asSecret, asTable } from './show';
import { idOf } from './values';

const OPERATOR = { operator: idOf('operator') };
type Added = Answer<Operation<'post', '/operators/{operatorId}/secrets'>>;

const list = apiVerb({
  name: 'operators secrets list',
  summary: 'Lists the secrets of an operator by id and date',
  arguments: OPERATOR,
  call: ({ api, signal }, { operator: operatorId }) =>
    api.get('/operators/{operatorId}/secrets', { path: { operatorId }, signal }),
  show: asTable<{ readonly id: string; readonly createdAt: string }>([
    { head: 'ID', cell: ({ id }) => id, whole: true },
    { head: 'CREATED', cell: ({ createdAt }) => createdAt },
  ]),
});

const add = apiVerb({
  name: 'operators secrets add',
  summary: 'Adds a secret to an operator and prints it, this once',
  arguments: OPERATOR,
  isIdempotent: true,
  call: ({ api, signal }, { operator: operatorId }) =>
    api.post('/operators/{operatorId}/secrets', { path: { operatorId }, signal }),
  show: asSecret<Added>('clientSecret'),
});

const remove = apiVerb({
  name: 'operators secrets delete',
  summary: 'Deletes a secret of an operator',
  arguments: { ...OPERATOR, secret: idOf('secret') },
  ends: (_, { operator, secret }) =>
    `This deletes secret ${secret} of operator ${operator}: it gets no token any more.`,
  call: ({ api, signal }, { operator: operatorId, secret: secretId }) =>
    api.delete('/operators/{operatorId}/secrets/{secretId}', { path: { operatorId, secretId }, signal }),
  show: asDone,
});

export const OPERATOR_SECRET_VERBS: readonly ApiVerb[] = [list, add, remove];
