/**
 * Finds stray methods: methods of the guarded API that neither `protect` nor `open` made. API Gateway lets anyone
 * call a method without an authorizer, so a forgotten `protect` would silently make a route public.
 */
import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnMethod, IntegrationType, Method, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { partsOf } from './parts-of-api';

export interface GuardedMethods {
  readonly api: RestApi;
  /** The `CfnMethod`s that `protect` and `open` made, with those that answer preflights. */
  readonly declared: ReadonlySet<IConstruct | undefined>;
}

/** For an API that Sallyport made: one error message for each stray method. */
export const strayMethodErrors = (methods: GuardedMethods): readonly string[] =>
  strays(methods).map((stray) => `${routeOf(stray)} has no door. ${adviceOn(stray)}`);

/** For an API that the deployer passed: warns of each stray method without an authorizer of its own. */
export function warnOfStrayMethods(methods: GuardedMethods): void {
  for (const stray of strays(methods).filter(takesAnyone))
    Annotations.of(stray).addWarningV2(
      'sallyport:methodWithoutDoor',
      `${routeOf(stray)} has no door and no authorizer: anyone may call it. ${adviceOn(stray)}`,
    );
}

const strays = ({ api, declared }: GuardedMethods): readonly CfnMethod[] =>
  partsOf(api, (part) => CfnMethod.isCfnMethod(part)).filter((method) => !declared.has(method) && !isPreflight(method));

const takesAnyone = ({ authorizationType = 'NONE' }: CfnMethod): boolean => authorizationType === 'NONE';

/** Only an OPTIONS method that API Gateway itself answers; one with a backend needs a door like any other method. */
function isPreflight(method: CfnMethod): boolean {
  const integration: unknown = Stack.of(method).resolve(method.integration);
  return (
    method.httpMethod === 'OPTIONS' &&
    typeof integration === 'object' &&
    integration !== null &&
    'type' in integration &&
    integration.type === IntegrationType.MOCK
  );
}

/** For example `GET /orders`; for a `CfnMethod` that the app made directly, `GET (Stack/Id)`. */
function routeOf({ httpMethod, node }: CfnMethod): string {
  return `${httpMethod} ${node.scope instanceof Method ? node.scope.resource.path : `(${node.path})`}`;
}

const adviceOn = ({ httpMethod }: CfnMethod): string =>
  `Instead of addMethod() call protect(resource, '${httpMethod}', integration, { scope }) of Sallyport, ` +
  `or open(resource, '${httpMethod}', integration) if anyone may call it. With addProxy() pass anyMethod: false.`;
