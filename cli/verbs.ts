/** The verbs of the command `sallyport`: a file makes each, and a line here adds it. */
import { ACCOUNT_VERBS } from './api/accounts';
import { ASKING_VERBS } from './api/asking';
import { CLIENT_SECRET_VERBS } from './api/client-secrets';
import { CLIENT_VERBS } from './api/clients';
import { INSIGHT_VERBS } from './api/insight';
import { KEY_END_VERBS } from './api/key-ends';
import { KEY_VERBS } from './api/keys';
import { OPERATOR_VERBS } from './api/operators';
import { completionVerb } from './completion';
import type { Verb } from './declaration';
import { localVerb } from './local/local-verb';
import { processWorld, type World } from './world';

const API_VERBS = [
  ...ACCOUNT_VERBS,
  ...KEY_VERBS,
  ...KEY_END_VERBS,
  ...CLIENT_VERBS,
  ...CLIENT_SECRET_VERBS,
  ...OPERATOR_VERBS,
  ...INSIGHT_VERBS,
  ...ASKING_VERBS,
];

export const verbsIn = (world: World): readonly Verb[] => {
  const verbs: readonly Verb[] = [localVerb(), ...API_VERBS.map((verb) => verb(world)), completionVerb(() => verbs)];
  return verbs;
};

export const VERBS: readonly Verb[] = verbsIn(processWorld());
