/** The verbs of the command `sallyport`: a file makes each, and a line here adds it. */
import { ACCOUNT_VERBS } from './api/accounts';
import { ASKING_VERBS } from './api/asking';
import { CLIENT_CHANGE_VERBS } from './api/client-changes';
import { CLIENT_SECRET_VERBS } from './api/client-secrets';
import { CLIENT_VERBS } from './api/clients';
import { importKeys } from './api/import-keys';
import { INSIGHT_VERBS } from './api/insight';
import { KEY_END_VERBS } from './api/key-ends';
import { KEY_VERBS } from './api/keys';
import { MEMBER_VERBS } from './api/members';
import { OPERATOR_SECRET_VERBS } from './api/operator-secrets';
import { OPERATOR_VERBS } from './api/operators';
import { completionVerb } from './completion';
import type { Verb } from './declaration';
import { localVerb } from './local/local-verb';
import { processWorld, type World } from './world';

const API_VERBS = [
  ...ACCOUNT_VERBS,
  ...KEY_VERBS,
  ...KEY_END_VERBS,
  importKeys,
  ...CLIENT_VERBS,
  ...CLIENT_CHANGE_VERBS,
  ...CLIENT_SECRET_VERBS,
  ...MEMBER_VERBS,
  ...OPERATOR_VERBS,
  ...OPERATOR_SECRET_VERBS,
  ...INSIGHT_VERBS,
  ...ASKING_VERBS,
];

export const verbsIn = (world: World): readonly Verb[] => {
  const verbs: readonly Verb[] = [localVerb(), ...API_VERBS.map((verb) => verb(world)), completionVerb(() => verbs)];
  return verbs;
};

export const VERBS: readonly Verb[] = verbsIn(processWorld());

/** What each group of verbs is about, for the help. */
export const GROUPS: Readonly<Record<string, string>> = {
  accounts: 'Accounts and what they are granted',
  keys: 'API keys',
  clients: 'OAuth clients',
  'clients secrets': 'Secrets of an OAuth client',
  members: 'People who administer an account',
  operators: 'Machines that administer all accounts',
  'operators secrets': 'Secrets of an operator',
};
