/**
 * The endpoints of the management API as the constructs know them: data that `npm run bundle` writes from the endpoints'
 * declarations.
 */
import { readFileSync } from 'node:fs';
import type { ManagementFunction } from '../../lambda/management/management-functions';
import { bundled } from '../functions/function';
import type { Throttle } from '../rest-api/rest-api';

export interface ManagementEndpoint {
  readonly method: string;
  /** Relative to `/v1`, such as `/accounts/{accountId}`. */
  readonly path: string;
  readonly function: ManagementFunction;
  /** Scopes of which a caller needs any one; `open`: no authorizer stands before the method. */
  readonly scopes: readonly string[] | 'open';
  /** The least role of a person who may call it, such as `viewer`. @default - machines alone may call it */
  readonly people?: string;
  /** @default - the throttle that every method of the API has */
  readonly throttle?: Throttle;
}

export const managementEndpoints = (): readonly ManagementEndpoint[] =>
  JSON.parse(readFileSync(bundled('management-endpoints.json'), 'utf8')) as readonly ManagementEndpoint[];
