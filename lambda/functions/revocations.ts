/** Serves the open endpoint at which anyone who has a key can revoke it. */
import { revocationEndpoints } from '../management/endpoints/revocations';
import { serve } from '../management/wire/serve';
import { openServing } from './wiring/serving';

export const handler = serve(revocationEndpoints, openServing('revocations'));
