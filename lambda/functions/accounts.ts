/** Serves the accounts and their grants. */
import { accountEndpoints } from '../management/endpoints/accounts';
import { serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';

export const handler = serve(accountEndpoints, operatorServing('accounts'));
