/** The public API of the package: whatever is not exported here may change in any version. */
export type { Door, OpenOptions, ProtectOptions } from './guarded-api/protect-options';
export type { Plan } from '../lambda/domain/plans';
export type { ScopeRule } from '../lambda/domain/scopes';
export type { PortalColors, PortalProps } from './management-api/portal-props';
export { Sallyport } from './sallyport';
export type { SallyportProps } from './sallyport-props';
export type { TokenCache, TokenCacheOptions } from './token-cache';
export type { ImportedKeyForm, ImportedKeysOptions } from './state/imported-keys';
export type { PortalPeople } from './state/people';
export type { FirstPartyClientOptions } from './state/token-issuer';
