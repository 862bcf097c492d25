/** An account's API keys, from issue to deletion. */
import { keyEndpoints } from '../management/endpoints/keys';
import { serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';

export const handler = serve(keyEndpoints, operatorServing('keys'));
