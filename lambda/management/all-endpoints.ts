/** Every endpoint of the management API, in the order of the OpenAPI document. */
import { accountEndpoints } from './endpoints/accounts';
import { catalogueEndpoints } from './endpoints/catalogue';
import { clientListEndpoints } from './endpoints/client-lists';
import { clientEndpoints } from './endpoints/clients';
import { eventEndpoints } from './endpoints/events';
import { keyListEndpoints } from './endpoints/key-lists';
import { keyEndpoints } from './endpoints/keys';
import { memberEndpoints } from './endpoints/members';
import { operatorEndpoints } from './endpoints/operators';
import { revocationEndpoints } from './endpoints/revocations';
import { clientSecretEndpoints, operatorSecretEndpoints } from './endpoints/secrets';
import { accountUsageEndpoints, clientUsageEndpoints, keyUsageEndpoints } from './endpoints/usage';
import { verifyEndpoints } from './endpoints/verify';

export const ENDPOINTS = [
  ...accountEndpoints,
  ...accountUsageEndpoints,
  ...keyListEndpoints,
  ...keyEndpoints,
  ...keyUsageEndpoints,
  ...clientListEndpoints,
  ...clientEndpoints,
  ...clientUsageEndpoints,
  ...clientSecretEndpoints,
  ...memberEndpoints,
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
