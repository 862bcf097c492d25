/** Every endpoint of the management API, in the order of the OpenAPI document. */
import { accountEndpoints } from './accounts';
import { catalogueEndpoints } from './catalogue';
import { clientEndpoints } from './clients';
import { eventEndpoints } from './events';
import { keyListEndpoints } from './key-lists';
import { keyEndpoints } from './keys';
import { operatorEndpoints } from './operators';
import { revocationEndpoints } from './revocations';
import { clientSecretEndpoints, operatorSecretEndpoints } from './secrets';
import { verifyEndpoints } from './verify';

export const ENDPOINTS = [
  ...accountEndpoints,
  ...keyListEndpoints,
  ...keyEndpoints,
  ...clientEndpoints,
  ...clientSecretEndpoints,
  ...eventEndpoints.slice(0, 1),
  ...operatorEndpoints.slice(0, 2),
  ...eventEndpoints.slice(1),
  ...operatorEndpoints.slice(2),
  ...operatorSecretEndpoints,
  ...verifyEndpoints,
  ...revocationEndpoints,
  ...catalogueEndpoints,
];

/** `METHOD /path` of one of these endpoints, such as `GET /scopes`. */
export type ManagementRoute = (typeof ENDPOINTS)[number]['route'];
