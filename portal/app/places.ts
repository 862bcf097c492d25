/** The paths of the screens, for links (`hrefTo(KEY, { accountId, keyId })`) and for the table of routes. */
import type { Params } from './router';

export interface ScreenProps {
  readonly params: Params;
}

export const KEYS = '/accounts/:accountId/keys';
export const NEW_KEY = '/accounts/:accountId/keys/new';
export const KEY = '/accounts/:accountId/keys/:keyId';
export const OPERATOR = '/operator';
export const CLIENTS = '/accounts/:accountId/clients';
export const NEW_CLIENT = '/accounts/:accountId/clients/new';
export const CLIENT = '/accounts/:accountId/clients/:clientId';
export const ACTIVITY = '/accounts/:accountId/activity';
export const USAGE = '/accounts/:accountId/usage';
export const PEOPLE = '/accounts/:accountId/people';
export const SETTINGS = '/accounts/:accountId/settings';
export const NEW_ACCOUNT = '/operator/new';
