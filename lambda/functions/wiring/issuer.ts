/** What the one function that acts at the issuer does so with: the deployment's own user pool. */
import type { IssuerSettings } from '../../aws/environment';
import { CognitoPool } from '../../aws/cognito/cognito-pool';
import type { IssuerDeps } from '../../engine/context';
import type { Log } from '../../domain/log';

/** What operations at the issuer are given beside what all are. */
export type Issuer = Pick<IssuerDeps, 'pool' | 'accountsServer' | 'managementServer' | 'onTrouble'>;

export const cognito = ({ userPoolId, ...servers }: IssuerSettings, log: Log): Issuer => ({
  ...servers,
  pool: new CognitoPool(userPoolId),
  onTrouble: (error) => log.failure({ requestId: 'none', at: 'user pool', error }),
});
