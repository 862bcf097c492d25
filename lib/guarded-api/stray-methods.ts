/**
 * Finds stray methods: methods of the guarded API that neither `protect` nor `open` made. API Gateway lets anyone
 * call a method without an authorizer, so a forgotten `protect` would silently make a route public.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { CfnMethod, CfnRestApi, LambdaRestApi, Method, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { treeOf } from '../cdk/origin';
import { apiOf, isOfType, partsOf } from '../cdk/parts-of-api';
import { propertiesOf } from '../cdk/rendered';
import { warn } from '../cdk/warnings';
import { isPreflight } from '../rest-api/cors';
import type { DeclaredGuard } from './api-methods';

export interface GuardedMethods {
  readonly api: RestApi;
  /** Whether Sallyport made the API. On an API that the deployer passed, a method may have a guard of its own. */
  readonly isOurs: boolean;
  /** The `CfnMethod`s that `protect` and `open` made, with those that answer preflights, and the guard of each. */
  readonly declared: ReadonlyMap<IConstruct | undefined, DeclaredGuard>;
}

/** One error message for each stray method of an API that may have none. */
export function strayMethodErrors(methods: GuardedMethods): readonly string[] {
  const { api, isOurs } = methods;
  if (isOurs) return strays(methods).map((stray) => `${routeOf(stray)} has no door. ${adviceOn(stray, api)}`);
  return strays(methods)
    .filter((stray) => leadsAround(stray, methods))
    .map((stray) => `${openRoute(stray)} It leads around every door of ${api.node.path}. ${adviceOn(stray, api)}`);
}

/**
 * One error message for each protected method whose guard is not in the template, because an Aspect or an override of the
 * app changed it. A guard on a method that is open is the app's own choice.
 */
export function changedGuardErrors({ declared }: Pick<GuardedMethods, 'declared'>): readonly string[] {
  return [...declared].flatMap(([method, guard]) => {
    if (!isOfType(CfnMethod)(method) || guard.authorizationType === 'NONE') return [];
    const made = propertiesOf(method);
    const rendered: Record<keyof DeclaredGuard, unknown> = {
      authorizationType: made.AuthorizationType,
      authorizerId: made.AuthorizerId,
      authorizationScopes: made.AuthorizationScopes,
      apiKeyRequired: made.ApiKeyRequired,
    };
    if (JSON.stringify(rendered) === JSON.stringify(method.stack.resolve(guard))) return [];
    return [
      `${routeOf(method)} has another guard than protect() gave it: an Aspect or an override changed its authorizationType, ` +
        'authorizerId, authorizationScopes or apiKeyRequired. Remove that change, or call open() if anyone may call the method.',
    ];
  });
}

/** An API can have methods in a document of OpenAPI, which no synth sees and nothing guards. */
export function documentErrors(api: RestApi): readonly string[] {
  const resource = api.node.defaultChild;
  if (!isOfType(CfnRestApi)(resource)) return [];
  const { Body: body, BodyS3Location: location } = propertiesOf(resource);
  if (body === undefined && location === undefined) return [];
  return [
    `${api.node.path} has a body of OpenAPI, whose methods nothing would guard; remove body and bodyS3Location, and add ` +
      'each method with protect() or open().',
  ];
}

/** On an API that the deployer passed: warns of each stray method without an authorizer of its own. */
export function warnOfStrayMethods(methods: GuardedMethods): void {
  if (methods.isOurs) return;
  for (const stray of strays(methods).filter((one) => takesAnyone(one) && !leadsAround(one, methods)))
    warn(stray, 'sallyport:methodWithoutDoor', `${openRoute(stray)} ${adviceOn(stray, methods.api)}`);
}

/** Warns of each method without an authorizer that is added to an import of an API that cannot be told. */
export function warnOfUnknownMethods({ api }: Pick<GuardedMethods, 'api'>): void {
  for (const method of treeOf(api).filter(isOfType(CfnMethod)))
    if (apiOf(method) === undefined && takesAnyone(method) && !isPreflight(method))
      warn(
        method,
        'sallyport:methodOfUnknownApi',
        `${routeOf(method)} has no door and no authorizer, and belongs to an API that the synth cannot tell. If that is ` +
          `${api.node.path}, ${whoCalls(method)}: import the API by its restApiId, or by an export or parameter that ` +
          'this app makes, and call protect() or open() of Sallyport.',
      );
}

const strays = ({ api, declared }: GuardedMethods): readonly CfnResource[] =>
  partsOf(api, isOfType(CfnMethod)).filter((method) => !declared.has(method) && !isPreflight(method));

const takesAnyone = (method: CfnResource): boolean => (propertiesOf(method).AuthorizationType ?? 'NONE') === 'NONE';

/**
 * Of a method without an authorizer. An API key of a usage plan is no door: AWS says not to rely on it alone
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html).
 */
const whoCalls = (method: CfnResource): string =>
  propertiesOf(method).ApiKeyRequired === true
    ? 'whoever has an API key of a usage plan of its stage may call it (apiKeyRequired), with no account, scope or revocation ' +
      'of Sallyport'
    : 'anyone may call it';

const verbOf = (method: CfnResource): string => String(propertiesOf(method).HttpMethod);

/** For example `GET /orders`; for a method that the app made without `addMethod`, `GET (Stack/Id)`. */
function routeOf(method: CfnResource): string {
  const { node } = method;
  return `${verbOf(method)} ${node.scope instanceof Method ? node.scope.resource.path : `(${node.path})`}`;
}

const openRoute = (method: CfnResource): string =>
  `${routeOf(method)} has no door and no authorizer: ${whoCalls(method)}.`;

const takesEveryPath = (method: CfnResource): boolean => ['ANY /', 'ANY /{proxy+}'].includes(routeOf(method));

/**
 * A `LambdaRestApi` sends every path to its function, so whatever is protected could be reached around its door. While nothing
 * is protected, there is nothing to reach: an API with callers gets its Sallyport before its doors.
 */
const leadsAround = (stray: CfnResource, { api, declared }: GuardedMethods): boolean =>
  api instanceof LambdaRestApi &&
  takesEveryPath(stray) &&
  takesAnyone(stray) &&
  [...declared.values()].some(({ authorizationType = 'NONE' }) => authorizationType !== 'NONE');

const adviceOn = (method: CfnResource, api: RestApi): string =>
  api instanceof LambdaRestApi && takesEveryPath(method)
    ? "Pass proxy: false to the LambdaRestApi, and then protect(api.root.addProxy({ anyMethod: false }), 'ANY', " +
      'new LambdaIntegration(handler), { scope }) with Sallyport, or open() with the same if anyone may call it.'
    : `Instead of addMethod() call protect(resource, '${verbOf(method)}', integration, { scope }) of Sallyport, ` +
      `or open(resource, '${verbOf(method)}', integration) if anyone may call it. With addProxy() pass anyMethod: false.`;
