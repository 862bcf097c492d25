/** The paths of the screens, for links (`hrefTo(KEY, { accountId, keyId })`) and for the table of routes. */
import type { Params } from './router';

export interface ScreenProps {
  readonly params: Params;
}

export const KEYS = '/accounts/:accountId/keys';
export const NEW_KEY = '/accounts/:accountId/keys/new';
export const KEY = '/accounts/:accountId/keys/:keyId';
export const OPERATOR = '/operator';
