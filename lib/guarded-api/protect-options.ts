/** The options of `protect` and `open`. A scope or a door that does not exist does not compile. */
import type { MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import type { NamesOf } from '../cdk/known-names';
import type { Door as FunctionDoor } from '../../lambda/doors/authorizer/route-table';
import type { AnyOf, ScopeRule } from '../../lambda/domain/scopes';

/**
 * The credentials that a route takes:
 *
 * - `any`: an API key, or an access token of a client that an account owns.
 * - `key`: an API key.
 * - `token`: an access token of a client that an account owns.
 * - `cognito`: an access token of a first-party client. API Gateway checks it and no function runs, so the token works
 *   until it expires, even if its client was revoked.
 *
 * @example
 * sallyport.protect(orders, 'DELETE', integration, { scope: 'write:orders', door: 'key' });
 */
export type Door = FunctionDoor | 'cognito';

/**
 * Options of a method that anyone may call: those of `addMethod`, without the ones that say who may call it.
 *
 * @example
 * sallyport.open(orders, 'GET', integration, { requestParameters: { 'method.request.querystring.page': true } });
 */
export type OpenOptions = Omit<
  MethodOptions,
  'apiKeyRequired' | 'authorizationScopes' | 'authorizationType' | 'authorizer'
>;

/**
 * What a caller of a method needs, beside the options of `addMethod`. With `door: 'cognito'` neither `scope: null` nor
 * `allOf` compiles: Cognito's authorizer needs a scope, and lets in a token that has any one of a method's scopes.
 *
 * @example
 * sallyport.protect(orders, 'PUT', integration, { scope: null, operationName: 'replaceOrders' });
 * sallyport.protect(orders, 'GET', integration, { scope: { anyOf: ['read:orders', 'write:orders'] } });
 */
export type ProtectOptions<Scope extends string = string> = OpenOptions &
  (
    | {
        /**
         * The scope that the credential must have, for example `read:orders`, or `{ anyOf: […] }` with up to 50 of which
         * one is enough. A 403 tells an OAuth client to ask for the first, so put the least one first.
         */
        readonly scope: Scope | AnyOf<Scope>;
        /**
         * The credentials that the method takes.
         * @default 'any' - an API key, or an access token of a client that an account owns
         */
        readonly door?: Door;
      }
    | {
        /**
         * `{ allOf: […] }` with up to 50 scopes that the credential must all have; or null: no scope is needed, any valid
         * credential may call the method.
         */
        readonly scope: ScopeRule<Scope> | null;
        /**
         * The credentials that the method takes.
         * @default 'any' - an API key, or an access token of a client that an account owns
         */
        readonly door?: FunctionDoor;
      }
  );

export const OPEN_OPTIONS: NamesOf<OpenOptions> = {
  methodResponses: true,
  operationName: true,
  requestModels: true,
  requestParameters: true,
  requestValidator: true,
  requestValidatorOptions: true,
};
export const PROTECT_OPTIONS: NamesOf<ProtectOptions> = { scope: true, door: true, ...OPEN_OPTIONS };
