/** Ends a key for everyone who found it. */
import { revocationEndpoints } from '../management/endpoints/revocations';
import { serve } from '../management/wire/serve';
import { openServing } from './wiring/serving';

export const handler = serve(revocationEndpoints, openServing('revocations'));
