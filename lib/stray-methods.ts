/**
 * Methods of the guarded API about which neither `protect` nor `open` was called. API Gateway lets anyone call a
 * method that names no authorizer, so a forgotten `protect` would be a public route without a word.
 */
import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnMethod, IntegrationType, Method, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { partsOf } from './parts-of-api';

export interface GuardedMethods {
  readonly api: RestApi;
  /** The template's methods that `protect` and `open` made, and preflights. */
  readonly declared: ReadonlySet<IConstruct | undefined>;
}

/** For an API that has nothing but what its Sallyport guards: one fault for each stray method. */
export const faultsOfStrays = (methods: GuardedMethods): readonly string[] =>
  strays(methods).map((stray) => `${routeOf(stray)} has no door. ${adviceOn(stray)}`);

/** For an API of the deployer's own, whose other methods may have guards of their own: warns where none is. */
export function warnOfStrays(methods: GuardedMethods): void {
  for (const stray of strays(methods).filter(takesAnyone))
    Annotations.of(stray).addWarningV2(
      'sallyport:methodWithoutDoor',
      `${routeOf(stray)} has no door and no authorizer: anyone may call it. ${adviceOn(stray)}`,
    );
}

const strays = ({ api, declared }: GuardedMethods): readonly CfnMethod[] =>
  partsOf(api, (part) => CfnMethod.isCfnMethod(part)).filter((method) => !declared.has(method) && !isPreflight(method));

const takesAnyone = ({ authorizationType = 'NONE' }: CfnMethod): boolean => authorizationType === 'NONE';

/** The gateway answers it by itself; an OPTIONS that reaches a backend is a route like others. */
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

/** `GET /orders`; for a method that was not made of a resource, where it stands in the tree. */
function routeOf({ httpMethod, node }: CfnMethod): string {
  return `${httpMethod} ${node.scope instanceof Method ? node.scope.resource.path : `(${node.path})`}`;
}

const adviceOn = ({ httpMethod }: CfnMethod): string =>
  `In place of addMethod call protect(resource, '${httpMethod}', integration, { scope }) of Sallyport, ` +
  `or open(resource, '${httpMethod}', integration) if it needs no credential; give addProxy anyMethod: false.`;
