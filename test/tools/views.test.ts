/** What the API shows of a record is what its document promises, also of one with every member. */
import document from '../../docs/openapi.json';
import type { LastUse } from '../../lambda/domain/records/usage-records';
import { plansFrom } from '../../lambda/domain/plans';
import {
  accountView,
  clientView,
  keyView,
  memberView,
  operatorView,
  type Shown,
} from '../../lambda/management/wire/views';
import { schemaErrors } from '../support/document-schemas';
import { NOW } from '../support/records';
import { FULL_ACCOUNT, FULL_CLIENT, FULL_KEY, FULL_MEMBER, FULL_OPERATOR } from '../support/table-samples';

const plans = plansFrom('free 5 10 10000 month,pro-1 20 40,pro-2 100 200', 'other');
const shown: Shown = { accountsServer: 'orders-accounts', plans, now: NOW, sight: { scopes: [], isMember: false } };
const lastUse = (credentialId: string): LastUse => ({
  kind: 'lastUse',
  credentialId,
  lastUsedAt: NOW,
  lastUsedRoute: 'GET /orders',
});
const used = { account: FULL_ACCOUNT, now: NOW };

test.each<[keyof typeof document.components.schemas, object]>([
  ['Account', accountView(FULL_ACCOUNT, shown)],
  ['Key', keyView({ ...used, key: FULL_KEY, lastUse: lastUse(FULL_KEY.keyId) }, shown)],
  ['OAuthClient', clientView({ ...used, client: FULL_CLIENT, pending: true, lastUse: lastUse('client') }, shown)],
  ['Operator', operatorView(FULL_OPERATOR)],
  ['Member', memberView(FULL_MEMBER, shown)],
])('the view of a full %s is valid by its schema, which has no further member', (name, view) => {
  const answer = JSON.parse(JSON.stringify(view)) as object;
  const promised = Object.keys(document.components.schemas[name].properties);

  expect(schemaErrors({ $ref: `#/components/schemas/${name}` }, answer)).toEqual([]);
  expect(promised.filter((member) => !(member in answer))).toEqual([]);
});
