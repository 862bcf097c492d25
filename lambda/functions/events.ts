/** Serves the audit events of accounts and of operators. */
import { eventEndpoints } from '../management/endpoints/events';
import { serve } from '../management/wire/serve';
import { operatorServing } from './wiring/serving';

export const handler = serve(eventEndpoints, operatorServing('events'));
