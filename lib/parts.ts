/** What the parts of one Sallyport have in common, also those that are added later, such as a token cache. */
import type { IDependable } from 'constructs';
import type { FunctionNetwork } from './functions/function-network';
import type { DeployedPlans } from './rest-api/plan-checks';
import type { CredentialTable } from './state/credential-table';
import type { Settings } from './settings';
import type { People } from './state/people';
import type { TokenIssuer } from './state/token-issuer';

export interface Parts {
  readonly settings: Settings;
  readonly credentials: CredentialTable;
  readonly issuer: TokenIssuer;
  /** Undefined without a portal. */
  readonly people: People | undefined;
  /** Undefined without plans. */
  readonly plans: DeployedPlans | undefined;
  /** Of all functions; undefined when they run outside of any VPC of the deployer's. */
  readonly network: FunctionNetwork | undefined;
  /** API Gateway's role for writing logs, which a stage depends on; undefined when this stack does not make it. */
  readonly logRole: IDependable | undefined;
}
