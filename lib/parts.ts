/** What the parts of one Sallyport have in common. A construct beside it, such as a `TokenCache`, reads it here. */
import type { Construct, IConstruct, IDependable } from 'constructs';
import type { CredentialTable } from './state/credential-table';
import type { Settings } from './settings';
import type { TokenIssuer } from './state/token-issuer';

export interface Parts {
  readonly settings: Settings;
  readonly credentials: CredentialTable;
  readonly issuer: TokenIssuer;
  /** API Gateway's role for writing logs, which a stage depends on; undefined when this stack does not make it. */
  readonly logRole: IDependable | undefined;
}

/** Not a property of `Sallyport`, because a deployer would see it there. */
const SHARED = new WeakMap<IConstruct, Parts>();

export function share(sallyport: Construct, parts: Parts): void {
  SHARED.set(sallyport, parts);
}

/** The parts of a Sallyport; undefined for any other construct. */
export const sharedBy = (sallyport: IConstruct): Parts | undefined => SHARED.get(sallyport);
