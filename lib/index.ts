/** The only public face of the constructs. */
export type { Door, OpenOptions, ProtectOptions } from './guarded-api';
export { Sallyport } from './sallyport';
export type { SallyportProps } from './settings';
export { TokenCache } from './token-cache';
export type { TokenCacheProps } from './token-cache';
export type { FirstPartyClientOptions } from './token-issuer';
