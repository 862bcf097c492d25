/** The operators. They are app clients as accounts' clients are, so the same function serves them. */
import { addOperatorSecret } from '../../management/operations/operators/add-operator-secret';
import { deleteOperatorSecret } from '../../management/operations/operators/delete-operator-secret';
import { issueOperator } from '../../management/operations/operators/issue-operator';
import { listOperatorSecrets } from '../../management/operations/operators/list-operator-secrets';
import { listOperators } from '../../management/operations/operators/list-operators';
import { readOperator } from '../../management/operations/operators/read-operator';
import { revokeOperator } from '../../management/operations/operators/revoke-operator';
import {
  noContent,
  operatorIssuedReply,
  operatorReply,
  operatorsReply,
  secretAddedReply,
  secretsReply,
} from '../../management/wire/replies';
import { guarded } from '../../management/wire/serve';
import type { Issuer } from './issuer';

export const operatorRoutes = (issuer: Issuer) => [
  guarded(
    'POST /operators',
    (deps, call, { body }) => issueOperator({ ...deps, ...issuer }, call, body),
    operatorIssuedReply,
  ),
  guarded('GET /operators', listOperators, operatorsReply),
  guarded('GET /operators/{operatorId}', (deps, call, { path }) => readOperator(deps, call, path), operatorReply),
  guarded(
    'POST /operators/{operatorId}/revoke',
    (deps, call, { path, body }) => revokeOperator({ ...deps, ...issuer }, call, { ...path, ...body }),
    operatorReply,
  ),
  guarded(
    'POST /operators/{operatorId}/secrets',
    (deps, call, { path }) => addOperatorSecret({ ...deps, ...issuer }, call, path),
    secretAddedReply,
  ),
  guarded(
    'GET /operators/{operatorId}/secrets',
    (deps, call, { path }) => listOperatorSecrets({ ...deps, ...issuer }, call, path),
    secretsReply,
  ),
  guarded(
    'DELETE /operators/{operatorId}/secrets/{secretId}',
    (deps, call, { path }) => deleteOperatorSecret({ ...deps, ...issuer }, call, path),
    noContent,
  ),
];
