/**
 * Stops the synth for a prop about state that cannot be deployed. Of a table or a user pool that the deployer passes, it
 * checks what the app says of it; nothing is known of an import but its place.
 */
import { type IResource, Token } from 'aws-cdk-lib';
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito';
import type { NamesOf } from '../cdk/known-names';
import { checkDuration, checkWhole, invalid, refuseBeside } from '../cdk/synth-errors';
import type { SallyportProps } from '../sallyport-props';
import { importedKeyForms } from './imported-keys';
import type { StateProps } from './state-props';

export const STATE_PROPS: NamesOf<StateProps> = {
  tableEncryptionKey: true,
  pointInTimeRecoveryDays: true,
  table: true,
  userPool: true,
  tokenUrl: true,
  featurePlan: true,
  operatorTokenValidity: true,
  importedKeys: true,
};

export function checkState(settings: SallyportProps): void {
  const { pointInTimeRecoveryDays, operatorTokenValidity } = settings;
  if (pointInTimeRecoveryDays !== undefined)
    checkWhole('pointInTimeRecoveryDays', pointInTimeRecoveryDays, { unit: 'days', most: 35 });
  if (operatorTokenValidity !== undefined)
    checkDuration('operatorTokenValidity', operatorTokenValidity, { unit: 'minutes', least: 5, most: 1440 });
  const { table, tableEncryptionKey, featurePlan, userPool, portal } = settings;
  if (table !== undefined) refuseBeside('table', { tableEncryptionKey, pointInTimeRecoveryDays });
  if (featurePlan !== undefined && !Object.values(FeaturePlan).includes(featurePlan))
    invalid('featurePlan', featurePlan, 'a value of FeaturePlan, such as FeaturePlan.LITE');
  // With a portal the pool of people has the plan.
  if (userPool !== undefined && !portal) refuseBeside('userPool', { featurePlan });
  checkTokenUrl(settings);
  importedKeyForms(settings);
}

const TOKEN_URL = /^https:\/\/[^/?#\s]+\/oauth2\/token$/;

function checkTokenUrl({ userPool, tokenUrl, tokenDomainPrefix }: SallyportProps): void {
  if (tokenUrl === undefined) return;
  if (userPool === undefined) invalid('userPool', userPool, 'the user pool that has the token endpoint of tokenUrl');
  if (!Token.isUnresolved(tokenUrl) && !TOKEN_URL.test(tokenUrl))
    invalid('tokenUrl', tokenUrl, 'https:// and a domain, and /oauth2/token behind it');
  if (tokenDomainPrefix !== undefined)
    invalid('tokenDomainPrefix', tokenDomainPrefix, 'nothing beside tokenUrl, which names the domain');
}

/** Stops the synth for a resource of another AWS account or Region than the stack's, where both are known. */
export function checkEnvironment(prop: string, resource: IResource, own: IResource['env']): void {
  const { account, region } = resource.env;
  for (const [kind, its, stacks] of [
    ['account', account, own.account],
    ['Region', region, own.region],
  ] as const)
    if (!Token.isUnresolved(its) && !Token.isUnresolved(stacks) && its !== stacks)
      invalid(`the ${kind} of ${prop}`, its, `that of the stack, ${stacks}`);
}
