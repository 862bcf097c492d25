/** The guarded API is known by whatever way its ids reach another stack; these hold it by `protect` taking the resource. */
import { CfnOutput, CfnParameter, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IResource, MockIntegration, Resource, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Sallyport } from 'sallyport';
import { decodeRoutes, routeRule } from '../../../lambda/doors/authorizer/route-table';
import { circleIn } from '../../support/import-graph';
import { aBackend, aBareApp, importOf, needsOf } from '../apps';
import { methodsOf, PROPS, resourcesOf, templateOf } from '../support';

function anApp() {
  const app = aBareApp();
  const stack = new Stack(app, 'Orders');
  const sallyport = new Sallyport(stack, 'Sallyport', PROPS);
  sallyport.open(sallyport.api.root, 'GET', new MockIntegration());
  const ids = { restApiId: sallyport.api.restApiId, rootResourceId: sallyport.api.restApiRootResourceId };
  return { app, stack, sallyport, ids };
}
type Made = ReturnType<typeof anApp>;
const rootOf = (stack: Stack, restApiId: string, rootResourceId: string) =>
  RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId, rootResourceId }).root;

const TOLD: Readonly<Record<string, (made: Made) => IResource>> = {
  'an import in a nested stack': ({ stack, sallyport }) => importOf(sallyport, new NestedStack(stack, 'Bills')).root,
  'an import in a nested stack of a nested stack': ({ stack, sallyport }) =>
    importOf(sallyport, new NestedStack(new NestedStack(stack, 'Outer'), 'Bills')).root,
  'parameters of a nested stack': ({ stack, ids }) => {
    const nested = new NestedStack(stack, 'Bills', { parameters: { Id: ids.restApiId, Root: ids.rootResourceId } });
    const [id, root] = ['Id', 'Root'].map((name) => new CfnParameter(nested, name).valueAsString);
    return rootOf(nested, id ?? '', root ?? '');
  },
  'an import in another stack': ({ app, sallyport }) => importOf(sallyport, new Stack(app, 'Bills')).root,
  'exports with names of the app’s own': ({ app, stack, ids }) => {
    new CfnOutput(stack, 'Id', { value: ids.restApiId, exportName: 'api-id' });
    new CfnOutput(stack, 'Root', { value: ids.rootResourceId, exportName: 'api-root' });
    return rootOf(new Stack(app, 'Bills'), Fn.importValue('api-id'), Fn.importValue('api-root'));
  },
  'exports that the stack makes': ({ app, stack, ids }) =>
    rootOf(new Stack(app, 'Bills'), stack.exportValue(ids.restApiId), stack.exportValue(ids.rootResourceId)),
  'parameters of Systems Manager': ({ app, stack, ids }) => {
    new StringParameter(stack, 'Id', { stringValue: ids.restApiId, parameterName: '/api/id' });
    new StringParameter(stack, 'Root', { stringValue: ids.rootResourceId, parameterName: '/api/root' });
    const bills = new Stack(app, 'Bills');
    const [id, root] = ['/api/id', '/api/root'].map((name) => StringParameter.valueForStringParameter(bills, name));
    return rootOf(bills, id ?? '', root ?? '');
  },
};

test.each(Object.entries(TOLD))('protect and open take a resource by %s', (_, rootIn) => {
  const made = anApp();
  const bills = rootIn(made).addResource('bills');

  made.sallyport.protect(bills, 'GET', aBackend(bills.stack), { scope: 'read:orders' });
  made.sallyport.protect(bills, 'PUT', new MockIntegration(), { scope: 'write:orders', door: 'cognito' });
  made.sallyport.open(bills, 'POST', new MockIntegration());

  const [, authorizer] =
    resourcesOf(templateOf(made.stack), 'AWS::Lambda::Function').find(([id]) => id.includes('Authorizer')) ?? [];
  const table = decodeRoutes(authorizer?.Properties.Environment.Variables.ROUTES);
  expect(routeRule(table, 'GET', '/bills')).toEqual({ scope: 'read:orders', door: 'any' });
  expect(circleIn(needsOf(Template.fromStack(made.stack).toJSON().Resources))).toEqual([]);
});

test('an API whose only methods are in a nested stack has methods, guarded and with their preflights', () => {
  const stack = new Stack(aBareApp(), 'Orders');
  const sallyport = new Sallyport(stack, 'Sallyport', { ...PROPS, corsOrigins: ['https://app.example.com'] });
  const nested = new NestedStack(stack, 'Bills');
  const proxy = importOf(sallyport, nested).root.addProxy({ anyMethod: false });
  sallyport.protect(proxy, 'ANY', aBackend(nested), { scope: 'read:orders' });

  const types = methodsOf(templateOf(stack))
    .filter(({ api }) => api === 'guarded')
    .map(({ properties }) => `${properties.HttpMethod} ${properties.AuthorizationType}`);

  expect(types.sort()).toEqual(['ANY CUSTOM', 'ANY CUSTOM', 'OPTIONS NONE', 'OPTIONS NONE']);
});

test('a resource by its attributes is taken at the path that it has, and resources below it', () => {
  const { stack, sallyport } = anApp();
  const orders = sallyport.api.root.addResource('orders');
  const nested = new NestedStack(stack, 'Bills');
  const attributes = { restApi: importOf(sallyport, nested), resourceId: orders.resourceId, path: '/orders' };
  const same = Resource.fromResourceAttributes(nested, 'Orders', attributes);

  sallyport.protect(same, 'GET', aBackend(nested), { scope: null });
  sallyport.protect(same.addResource('{id}'), 'GET', aBackend(nested, 'Other'), { scope: null });

  expect(() => templateOf(stack)).not.toThrow();
});

describe('protect refuses', () => {
  const protect = (sallyport: Sallyport, resource: IResource) => () =>
    sallyport.protect(resource, 'GET', aBackend(resource.stack), { scope: null });

  test.each([
    ['a literal id', (stack: Stack) => rootOf(stack, 'a1b2c3', 'd4e5f6')],
    ['an export of another app', (stack: Stack) => rootOf(stack, Fn.importValue('id'), Fn.importValue('root'))],
    [
      'a parameter of the stack',
      (stack: Stack) => rootOf(stack, new CfnParameter(stack, 'Id').valueAsString, 'd4e5f6'),
    ],
    ['another API', (stack: Stack) => new RestApi(stack, 'Imported').root],
  ])('an API by %s, which may be any API, and says how to import this one', (_, rootIn) => {
    const { stack, sallyport } = anApp();

    expect(protect(sallyport, rootIn(stack).addResource('bills'))).toThrow(
      'the API of GET /bills is "Orders/Imported"; allowed: Orders/Sallyport/Guarded/Api, which this Sallyport guards, or an ' +
        'import of it: RestApi.fromRestApiAttributes() with the restApiId and the restApiRootResourceId (as rootResourceId)',
    );
  });

  test.each<[string, string, (made: Made) => IResource]>([
    [
      'a root that is not the root',
      '/orders/bills',
      ({ stack, sallyport, ids }) =>
        rootOf(stack, ids.restApiId, sallyport.api.root.addResource('orders').resourceId).addResource('bills'),
    ],
    [
      'a root that nobody knows',
      'not known',
      ({ stack, ids }) => rootOf(stack, ids.restApiId, 'd4e5f6').addResource('x'),
    ],
    [
      'a path that the resource does not have',
      '/orders',
      ({ stack, sallyport: { api } }) =>
        Resource.fromResourceAttributes(stack, 'Wrong', {
          restApi: api,
          resourceId: api.root.addResource('orders').resourceId,
          path: '/order',
        }),
    ],
  ])('%s, as the authorizer knows a route by its path', (_, told, resourceOf) => {
    const made = anApp();

    expect(protect(made.sallyport, resourceOf(made))).toThrow(`is ${told} at Orders/Sallyport/Guarded/Api`);
  });

  const itselfIn = (other: Stack, { sallyport }: Made) =>
    new Resource(other, 'Resource', { parent: sallyport.api.root, pathPart: 'bills' });
  const CIRCLE =
    /GET \/bills is in the stack \S*Bills and takes its resource from the API itself, which makes a circle.* Import the API there/;

  test('a resource of the API itself in another stack, which would be a circle', () => {
    const made = anApp();
    const resource = itselfIn(new Stack(made.app, 'Bills'), made);

    expect(() => made.sallyport.open(resource, 'GET', new MockIntegration())).toThrow(CIRCLE);
  });

  test('the same in a nested stack, if a function stands behind the method', () => {
    const made = anApp();
    const resource = itselfIn(new NestedStack(made.stack, 'Bills'), made);

    expect(protect(made.sallyport, resource)).toThrow(CIRCLE);
    expect(() => made.sallyport.open(resource, 'GET', new MockIntegration())).not.toThrow();
  });
});
