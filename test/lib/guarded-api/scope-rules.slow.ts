import { Template } from 'aws-cdk-lib/assertions';
import type { Door } from 'sallyport';
import { decodeRoutes, routeRule } from '../../../lambda/doors/authorizer/route-table';
import { anIntegration, aSallyport, methodsOf, resourcesOf } from '../support';

const CATALOGUE = { 'read:orders': 'Read', 'write:orders': 'Write', 'admin:orders': 'Administer' };
const BOTH = ['read:orders', 'admin:orders'];

/** The template of a stack with `GET /` protected, as an app in JavaScript may write it. */
function protectWith(
  scope: unknown,
  door: Door = 'any',
  scopes: Readonly<Record<string, string>> = CATALOGUE,
): Template {
  const { stack, sallyport } = aSallyport({ scopes });
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope, door } as never);
  return Template.fromStack(stack);
}

/** What the authorizer will be told of `GET /`. */
function ruleIn(template: Template) {
  const [, authorizer] = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.includes('Authorizer')) ?? [];
  return routeRule(decodeRoutes(authorizer?.Properties.Environment.Variables.ROUTES), 'GET', '/').scope;
}

/** What API Gateway will ask a first-party token for at `GET /`. */
const authorizationScopesIn = (template: Template): unknown =>
  methodsOf(template).find(({ route, api }) => route === 'GET /' && api === 'guarded')?.properties.AuthorizationScopes;

test.each<[unknown, unknown]>([
  [{ anyOf: BOTH }, { anyOf: BOTH }],
  [{ allOf: BOTH }, { allOf: BOTH }],
  [{ anyOf: ['read:orders'] }, 'read:orders'],
  [{ allOf: ['read:orders'] }, 'read:orders'],
])('the authorizer is told the rule %j, and a list of one scope is that scope', (scope, expected) => {
  expect(ruleIn(protectWith(scope))).toEqual(expected);
});

test('the list of a rule keeps its order, as a 403 tells an OAuth client to ask for the first', () => {
  expect(ruleIn(protectWith({ anyOf: [...BOTH].reverse() }))).toEqual({ anyOf: ['admin:orders', 'read:orders'] });
});

test.each(['anyOf', 'allOf'])('a list that the app changes after protect() changes nothing: %s', (member) => {
  const { stack, sallyport } = aSallyport({ scopes: CATALOGUE });
  const list = [...BOTH];
  sallyport.protect(sallyport.api.root, 'GET', anIntegration(), { scope: { [member]: list } } as never);

  list.length = 0;

  expect(ruleIn(Template.fromStack(stack))).toEqual({ [member]: BOTH });
});

test.each<[unknown, readonly string[]]>([
  [{ anyOf: BOTH }, ['orders/read:orders', 'orders/admin:orders']],
  [{ anyOf: ['read:orders'] }, ['orders/read:orders']],
  [{ allOf: ['read:orders'] }, ['orders/read:orders']],
])('a cognito door lists the scopes of %j, any of which API Gateway takes', (scope, expected) => {
  expect(authorizationScopesIn(protectWith(scope, 'cognito'))).toEqual(expected);
});

test('a cognito door refuses allOf, which API Gateway would take as anyOf, and says what works', () => {
  expect(() => protectWith({ allOf: BOTH }, 'cognito')).toThrow(
    'Sallyport: the scope of GET / with door cognito is {"allOf":["read:orders","admin:orders"]}; allowed: one scope or ' +
      '{ anyOf: [...] }, because API Gateway lets in a token that has any one of a method’s scopes. With door "token" the ' +
      'authorizer asks for all of them; at any door, let one scope of the catalogue stand for them',
  );
});

const EITHER = 'allowed: either { anyOf: [...] } or { allOf: [...] }, with a list of scopes and nothing else';
const SOME = 'read:orders, write:orders, admin:orders, or { anyOf: [...] }';
const MANY = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`read:r${at}`, 'Read']));

test.each<[string, unknown, string]>([
  ['an unknown scope', 'read:bills', `the scope of GET / is "read:bills"; allowed: null, ${SOME} or { allOf: [...] }`],
  ['a list', BOTH, `the scope of GET / is ["read:orders","admin:orders"]; allowed: null, ${SOME} or { allOf: [...] }`],
  ['a number', 7, `the scope of GET / is 7; allowed: null, ${SOME} or { allOf: [...] }`],
  ['an empty anyOf', { anyOf: [] }, 'the number of scopes in the scope of GET / is 0; allowed: 1 to 50'],
  ['an empty allOf', { allOf: [] }, 'the number of scopes in the scope of GET / is 0; allowed: 1 to 50'],
  ['both', { anyOf: BOTH, allOf: BOTH }, EITHER],
  ['one beside undefined', { anyOf: BOTH, allOf: undefined }, EITHER],
  ['neither', {}, `the scope of GET / is {}; ${EITHER}`],
  ['another member', { oneOf: BOTH }, EITHER],
  ['a misspelt member', { anyof: BOTH }, `the scope of GET / is {"anyof":["read:orders","admin:orders"]}; ${EITHER}`],
  ['a list that is none', { anyOf: 'read:orders' }, `the scope of GET / is {"anyOf":"read:orders"}; ${EITHER}`],
  ['a list that is undefined', { anyOf: undefined }, EITHER],
  [
    'an unknown scope in a list',
    { anyOf: ['read:orders', 'read:bills'] },
    'an entry in the scope of GET / is "read:bills"; allowed: read:orders, write:orders, admin:orders',
  ],
  ['null in a list', { allOf: ['read:orders', null] }, 'an entry in the scope of GET / is null; allowed: read:orders'],
  [
    'a scope that stands twice',
    { allOf: ['read:orders', 'read:orders'] },
    'the scope of GET / lists read:orders twice; list each scope once',
  ],
])('a rule with %s stops the synth', (_, scope, message) => {
  expect(() => protectWith(scope)).toThrow(message);
});

test('a rule of more scopes than a credential can have stops the synth, and one of as many does not', () => {
  const names = Object.keys(MANY);

  expect(() => protectWith({ anyOf: names }, 'any', MANY)).toThrow('is 51; allowed: 1 to 50');
  expect(ruleIn(protectWith({ allOf: names.slice(1) }, 'any', MANY))).toEqual({ allOf: names.slice(1) });
});

test('no scope at a cognito door stops the synth and names those that there are', () => {
  expect(() => protectWith(null, 'cognito')).toThrow(`the scope of GET / with door cognito is null; allowed: ${SOME}`);
});
