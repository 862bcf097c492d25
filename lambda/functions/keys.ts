/** Serves the API keys of accounts. */
import { keyEndpoints } from '../management/endpoints/keys';
import { serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';

export const handler = serve(keyEndpoints, operatorServing('keys'));
