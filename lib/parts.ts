/** What the parts of one Sallyport are made of, shared with constructs that are made beside it. */
import type { Construct, IDependable } from 'constructs';
import type { CredentialTable } from './credential-table';
import type { Settings } from './settings';
import type { TokenIssuer } from './token-issuer';

export interface Parts {
  readonly settings: Settings;
  readonly credentials: CredentialTable;
  readonly issuer: TokenIssuer;
  /** What must exist before a stage may write logs, if this stack makes it. */
  readonly logRole: IDependable | undefined;
}

/** Not a property, as a deployer would see that. */
const SHARED = new WeakMap<Construct, Parts>();

export function share(sallyport: Construct, parts: Parts): void {
  SHARED.set(sallyport, parts);
}

/** Undefined of anything but a Sallyport. */
export const sharedBy = (sallyport: Construct): Parts | undefined => SHARED.get(sallyport);
