/** What must not compile. Checked by the type check: an error that is expected and does not come is one. */
import { Stack } from 'aws-cdk-lib';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { type ProtectOptions, Sallyport, type ScopeRule, type TokenCache, type TokenCacheOptions } from 'sallyport';

const sallyport = new Sallyport(new Stack(), 'Sallyport', {
  name: 'orders',
  scopes: { 'read:orders': 'Read orders', 'write:orders': 'Place and cancel orders' },
});
const { root } = sallyport.api;
const integration = new MockIntegration();

sallyport.protect(root, 'GET', integration, { scope: null });
sallyport.protect(root, 'GET', integration, { scope: null, door: 'token' });
sallyport.protect(root, 'GET', integration, { scope: 'read:orders', door: 'cognito' });
sallyport.protect(root, 'GET', integration, { scope: { anyOf: ['read:orders', 'write:orders'] } });
sallyport.protect(root, 'GET', integration, { scope: { anyOf: ['read:orders', 'write:orders'] }, door: 'cognito' });
sallyport.protect(root, 'GET', integration, { scope: { allOf: ['read:orders', 'write:orders'] }, door: 'token' });
sallyport.open(root, 'GET', integration);
sallyport.open(root, 'GET', integration, { operationName: 'health' });
sallyport.addClient('Service', { scopes: ['read:orders'] });
export const cache: TokenCache = sallyport.addTokenCache();
export const cacheOptions: TokenCacheOptions = { throttleRate: 20 };
sallyport.addTokenCache({ ...cacheOptions, throttleBurst: 40 });

// @ts-expect-error: a cognito door needs a scope
sallyport.protect(root, 'GET', integration, { scope: null, door: 'cognito' });
// @ts-expect-error: "any valid credential" must be written out
sallyport.protect(root, 'GET', integration, {});
// @ts-expect-error: no such scope
sallyport.protect(root, 'GET', integration, { scope: 'read:order' });
// @ts-expect-error: no such scope in a list
sallyport.protect(root, 'GET', integration, { scope: { anyOf: ['read:orders', 'write:order'] } });
// @ts-expect-error: no such scope in a list
sallyport.protect(root, 'GET', integration, { scope: { allOf: ['read:order', 'write:orders'] }, door: 'key' });
// @ts-expect-error: either one of them or all of them
sallyport.protect(root, 'GET', integration, { scope: { anyOf: ['read:orders'], allOf: ['write:orders'] } });
// @ts-expect-error: a list says neither one of them nor all of them
sallyport.protect(root, 'GET', integration, { scope: ['read:orders', 'write:orders'] });
// @ts-expect-error: API Gateway would let in a token with any one of them
sallyport.protect(root, 'GET', integration, { scope: { allOf: ['read:orders', 'write:orders'] }, door: 'cognito' });
// @ts-expect-error: no such door
sallyport.protect(root, 'GET', integration, { scope: 'read:orders', door: 'window' });
// @ts-expect-error: the door is the authorizer
sallyport.protect(root, 'GET', integration, { scope: 'read:orders', authorizer: undefined });
// @ts-expect-error: what is open has no authorizer
sallyport.open(root, 'GET', integration, { authorizer: undefined });
// @ts-expect-error: no such scope
sallyport.addClient('Service', { scopes: ['read:order'] });
// @ts-expect-error: scopes are required
new Sallyport(new Stack(), 'Sallyport', { name: 'orders' });

// @ts-expect-error: a token cache is made by its Sallyport alone
new TokenCache(sallyport, 'Own', {});
// @ts-expect-error: no such option
sallyport.addTokenCache({ rate: 20 });

/** Options can be made apart from the call. */
export const options: ProtectOptions<'read:orders'> = { scope: 'read:orders', door: 'key' };
/** Rules too, of any kind. */
export const protectWith = (scope: ScopeRule<'read:orders' | 'write:orders'> | null) =>
  sallyport.protect(root, 'GET', integration, { scope, door: 'key' });
