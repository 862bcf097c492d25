/** `sallyport operators …`: who may call the management API. */
import type { Operator } from '../../client/index';
import type { Answer, Operation } from '../../client/types';
import { MANAGEMENT_CATALOGUE } from '../../lambda/domain/policy';
import type { Column } from '../output/table';
import { type ApiVerb, apiVerb } from './api-verb';
import { REASON } from './reasons';
import { asLine, asRecord, asSecret, asTable } from './show';
import { as, idOf, LABEL, needed, NUMBER, oneOf, option, repeated } from './values';

const OPERATOR = { operator: idOf('operator') };

const COLUMNS: readonly Column<Operator>[] = [
  { head: 'ID', cell: ({ id }) => id, whole: true },
  { head: 'LABEL', cell: ({ label }) => label },
  { head: 'STATUS', cell: ({ status }) => status },
  { head: 'SCOPES', cell: ({ scopes }) => scopes.join(' ') },
  { head: 'CREATED', cell: ({ createdAt }) => createdAt },
];

const list = apiVerb({
  name: 'operators list',
  summary: 'Lists operators',
  call: ({ api, signal }) => api.get('/operators', { signal }),
  show: asTable(COLUMNS),
});

const show = apiVerb({
  name: 'operators show',
  summary: 'Shows an operator',
  arguments: OPERATOR,
  call: ({ api, signal }, { operator: operatorId }) =>
    api.get('/operators/{operatorId}', { path: { operatorId }, signal }),
  show: asRecord,
});

const issue = apiVerb({
  name: 'operators issue',
  summary: 'Issues an operator and prints its secret, this once',
  options: {
    label: needed(option(LABEL, 'what lists show')),
    scope: needed(
      as('scopes', repeated(option(oneOf('SCOPE', MANAGEMENT_CATALOGUE), MANAGEMENT_CATALOGUE.join(', ')))),
    ),
    'token-lifetime-minutes': option(NUMBER, 'life of its access tokens'),
  },
  notes: 'The secret alone is on stdout, the operator’s id on stderr; --json prints both.',
  isIdempotent: true,
  call: ({ api, signal }, { label, scope: scopes, 'token-lifetime-minutes': tokenLifetimeMinutes }) =>
    api.post('/operators', { body: { label, scopes, tokenLifetimeMinutes }, signal }),
  show: asSecret<Answer<Operation<'post', '/operators'>>>('clientSecret'),
});

const revoke = apiVerb({
  name: 'operators revoke',
  summary: 'Ends an operator and all its tokens, for good',
  arguments: OPERATOR,
  options: REASON,
  ends: async ({ api, signal }, { operator: operatorId }) => {
    const { label = 'of the stack' } = await api.get('/operators/{operatorId}', { path: { operatorId }, signal });
    return `This revokes operator ${operatorId} (${JSON.stringify(label)}): its next call is refused.`;
  },
  isIdempotent: true,
  call: ({ api, signal }, { operator: operatorId, reason }) =>
    api.post('/operators/{operatorId}/revoke', { path: { operatorId }, body: { reason }, signal }),
  show: asLine(({ id, status }: Pick<Operator, 'id' | 'status'>) => `operator ${id} is ${status}`),
});

export const OPERATOR_VERBS: readonly ApiVerb[] = [list, show, issue, revoke];
