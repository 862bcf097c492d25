import { Annotations } from 'aws-cdk-lib';
import { HttpIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Annotations as Found } from 'aws-cdk-lib/assertions';
import type { Door, ScopeRule } from 'sallyport';
import { anIntegration, aSallyport, Match, sampleTemplate } from '../support';

const ID = 'sallyport:escapedPath';

interface Route {
  readonly route: string;
  readonly scope?: ScopeRule<'read:orders' | 'write:orders'> | null;
  readonly door?: Door | 'open';
  readonly acknowledged?: boolean;
}
const reading = (route: string, door: Route['door'] = 'any'): Route => ({ route, scope: 'read:orders', door });
const writing = (route: string, door: Route['door'] = 'any'): Route => ({ route, scope: 'write:orders', door });
/** The path below a folder of its own, which no route of another folder can reach. */
const inFolder = (at: number, { route, ...rest }: Route): Route => ({
  ...rest,
  route: route.replace('/', `/at${at}/`),
});

let printed: jest.SpyInstance;
beforeEach(() => {
  // Where a synth prints its warnings.
  printed = jest.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => printed.mockRestore());

/** The texts of the warnings of a stack with these routes. */
function warnings(routes: readonly Route[]): readonly string[] {
  const { stack, sallyport } = aSallyport();
  for (const { route, scope = null, door = 'any', acknowledged } of routes) {
    const [method = '', path = ''] = route.split(' ');
    const resource = sallyport.api.root.resourceForPath(path);
    const made =
      door === 'open'
        ? sallyport.open(resource, method, anIntegration())
        : sallyport.protect(resource, method, anIntegration(), { scope, door } as never);
    if (acknowledged) Annotations.of(made).acknowledgeWarning(ID, 'The backend routes by resource.');
  }
  const found = Found.fromStack(stack).findWarning('*', Match.stringLikeRegexp('escaped characters'));
  return found.map(({ entry: { data } }) => JSON.stringify(data));
}
/** `judged → named` of each warning. */
const pairs = (routes: readonly Route[]): readonly string[] =>
  warnings(routes).map((text) => text.match(/\b[A-Z]+ \/\S*(?= \()/g)?.join(' → ') ?? text);
/** The same of the first route of each case to its second. */
function reachedIn(cases: readonly (readonly [Route, Route])[]): readonly boolean[] {
  const placed = cases.map((routes, at) => routes.map((route) => inFolder(at, route)));
  const found = pairs(placed.flat());
  return placed.map((routes) => found.includes(routes.map(({ route }) => route).join(' → ')));
}

test('the warning says both routes, who may call them, and what to do', () => {
  const [text, ...more] = warnings([reading('ANY /items/{proxy+}'), writing('GET /items/admin', 'key')]);

  expect(more).toEqual([]);
  expect(text).toContain(
    'A path with escaped characters can be judged as ANY /items/{proxy+} (door any, scope read:orders) and reach the ' +
      'backend as GET /items/admin (door key, scope write:orders). Let the backend route by event.resource, never by ' +
      "event.path, or wrap its handler of GET /items/admin: withPrincipal(handler, { requireScope: 'write:orders' }), " +
      `and compare principal.type. [ack: ${ID}]`,
  );
});

test('the warning says so where the two routes have backends of their own', () => {
  const { stack, sallyport } = aSallyport();
  const { root } = sallyport.api;
  sallyport.protect(root.resourceForPath('/{proxy+}'), 'GET', new HttpIntegration('https://a.example.com'), {
    scope: 'read:orders',
  });
  sallyport.protect(root.resourceForPath('/exports'), 'GET', new HttpIntegration('https://b.example.com'), {
    scope: 'write:orders',
  });

  const [found] = Found.fromStack(stack).findWarning('*', Match.stringLikeRegexp('escaped characters'));

  expect(found?.entry.data).toContain(
    'That is the backend of GET /{proxy+}, and GET /exports has another one: if the former does nothing at such a path, ' +
      `acknowledge ${ID}. Else: Let the backend route by event.resource`,
  );
});

test('the advice names what the other handler must check', () => {
  const judged = ['any', 'any', 'open', 'cognito'] as const;
  const named = [
    writing('GET /a', 'any'),
    reading('GET /a', 'token'),
    { route: 'GET /a' },
    writing('GET /a', 'cognito'),
  ];
  const routes = named.flatMap((route, at) => [
    inFolder(at, reading('GET /{proxy+}', judged[at])),
    inFolder(at, route),
  ]);

  expect(warnings(routes).map((text) => /GET \/at\d\/a: (.*) \[ack/.exec(text)?.[1])).toEqual([
    "withPrincipal(handler, { requireScope: 'write:orders' }).",
    'withPrincipal(handler), and compare principal.type.',
    'withPrincipal(handler).',
    "withFirstPartyPrincipal(handler, { requireScope: 'orders/write:orders' }).",
  ]);
});

test('a route reaches what a path with escaped letters or slashes could be taken for, and nothing else', () => {
  const reached = {
    'an escaped letter': ['/items/{id}', '/items/new'],
    'an escaped slash': ['/items/{id}', '/items/{id}/secret'],
    'an escaped slash in the middle': ['/a/{x}/b', '/a/x/y/b'],
    'an escaped letter before a parameter': ['/{tenant}/orders', '/admin/{page}'],
    'several escaped slashes': ['/a/{x}', '/a/b/c/d'],
    'a slash that leads to a wider route': ['/a/{x}', '/{proxy+}'],
    'a greedy one below a literal': ['/files/{proxy+}', '/files/private/{proxy+}'],
    'a greedy one': ['/{proxy+}', '/a/{b}/c'],
  } as const;
  const apart = {
    'a route above': ['/items/{id}', '/items'],
    'a sibling': ['/items/{id}', '/orders'],
    'another end': ['/a/{x}/b', '/a/x/c'],
    'a literal, which has one spelling': ['/items/new', '/items/{id}'],
    'another folder': ['/files/{proxy+}', '/admin'],
  } as const;
  const names = [...Object.keys(reached), ...Object.keys(apart)];
  const paths = [...Object.values(reached), ...Object.values(apart)];

  const found = reachedIn(paths.map(([judged, named]) => [reading(`GET ${judged}`), writing(`GET ${named}`)]));

  expect(names.filter((_, at) => found[at])).toEqual(Object.keys(reached));
});

test('there is a warning only where somebody could come in who may not', () => {
  const doors = [
    ['open', 'any', true],
    ['any', 'any', false],
    ['any', 'key', true],
    ['any', 'token', true],
    ['key', 'key', false],
    ['key', 'any', false],
    ['key', 'token', true],
    ['token', 'any', false],
    ['token', 'key', true],
    ['cognito', 'cognito', false],
    ['cognito', 'any', true],
    ['cognito', 'token', true],
    ['any', 'cognito', true],
    ['any', 'open', false],
  ] as const;
  const byDoor = doors.map(([wide, narrow]) => [reading('GET /{proxy+}', wide), reading('GET /a', narrow)] as const);
  const others = [
    [writing('GET /{proxy+}', 'key'), writing('GET /a', 'key')],
    [reading('GET /{proxy+}'), { route: 'GET /a' }],
    [reading('GET /{proxy+}'), writing('POST /a')],
  ] as const;

  expect(reachedIn([...byDoor, ...others])).toEqual([...doors.map(([, , warned]) => warned), false, false, false]);
});

test('a rule is narrower than another one unless everyone who meets the one meets the other', () => {
  const [read, write] = ['read:orders', 'write:orders'] as const;
  const [any, all] = [{ anyOf: [read, write] }, { allOf: [read, write] }] as const;
  const rules = [
    [any, any, false],
    [any, { anyOf: [write, read] }, false],
    [any, null, false],
    [any, read, true],
    [any, all, true],
    [read, any, false],
    [read, all, true],
    [all, all, false],
    [all, { allOf: [write, read] }, false],
    [all, any, false],
    [all, read, false],
    [all, null, false],
    [null, any, true],
    [null, all, true],
  ] as const;

  const found = reachedIn(
    rules.map(([wide, narrow]) => [
      { route: 'GET /{proxy+}', scope: wide },
      { route: 'GET /a', scope: narrow },
    ]),
  );

  expect(found).toEqual(rules.map(([, , warned]) => warned));
});

test('the warning tells rules as they are, and the advice asks for them', () => {
  const [read, write] = ['read:orders', 'write:orders'] as const;
  const routes: readonly Route[] = [
    { route: 'GET /a/{x}', scope: { anyOf: [read, write] } },
    { route: 'GET /a/b', scope: { allOf: [read, write] } },
    { route: 'GET /c/{x}', scope: null },
    { route: 'GET /c/d', scope: { anyOf: [write, read] }, door: 'cognito' },
  ];

  const [first, second] = warnings(routes);

  expect(first).toContain('(door any, scope read:orders or write:orders)');
  expect(first).toContain('GET /a/b (door any, scope read:orders and write:orders)');
  expect(first).toContain("withPrincipal(handler, { requireScope: { allOf: ['read:orders', 'write:orders'] } }).");
  expect(second).toContain(
    "withFirstPartyPrincipal(handler, { requireScope: { anyOf: ['orders/write:orders', 'orders/read:orders'] } }).",
  );
});

test('ANY stands for the methods that its resource does not have by themselves', () => {
  const routes = [reading('ANY /{proxy+}'), writing('GET /{proxy+}'), writing('GET /admin'), writing('ANY /all')];

  expect(pairs(routes)).toEqual(['ANY /{proxy+} → ANY /all']);
});

test('a warning that was acknowledged at its method is gone, and others stay', () => {
  const acknowledged = { ...reading('GET /a/{x}'), acknowledged: true };

  const found = pairs([acknowledged, writing('GET /a/b'), reading('GET /c/{x}'), writing('GET /c/d')]);

  expect(found).toEqual(['GET /c/{x} → GET /c/d']);
});

test('the sample gives no warning', () => {
  sampleTemplate();

  expect(printed.mock.calls.join()).not.toContain('escaped');
});
