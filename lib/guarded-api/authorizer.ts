/**
 * The Lambda authorizer behind the doors `any`, `key` and `token`: its function, and how API Gateway caches its
 * answers.
 *
 * With a `revocationDelay` of 0 there is no cache and no identity source, so the function judges every request. Above 0
 * everything that a decision depends on is an identity source, and so part of the cache key: `Authorization` header,
 * method, route and source address.
 */
import { Duration, Lazy } from 'aws-cdk-lib';
import { IdentitySource, RequestAuthorizer, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { attachedTo, type MethodGuard } from '../rest-api/gateway-authorizers';
import { bundleOf, HandlerFunction } from '../functions/function';
import { encodeRoutes, type GuardedRoute } from './route-table';
import type { Parts } from '../parts';
import { importedKeysVariable } from '../state/imported-keys';
import { acceptedPrefixes } from '../state/key-prefixes';
import { tablePermissions } from '../functions/function-actions';

/** Everything in a request that a decision depends on. */
const IDENTITY_SOURCES = [
  IdentitySource.header('Authorization'),
  IdentitySource.context('httpMethod'),
  IdentitySource.context('resourcePath'),
  IdentitySource.context('identity.sourceIp'),
];

export interface AuthorizerProps extends Parts {
  readonly api: RestApi;
  /** `protect` appends to this array; it is read when the template is written, after the last call. */
  readonly routes: readonly GuardedRoute[];
}

export class Authorizer extends Construct {
  readonly handler: HandlerFunction;
  /** The environment variables of the function, without `ROUTES`. */
  readonly environment: Readonly<Record<string, string>>;
  private readonly delay: Duration;
  private readonly isCounted: boolean;
  private readonly api: RestApi;
  private attached: MethodGuard | undefined;

  constructor(scope: Construct, id: string, props: AuthorizerProps) {
    super(scope, id);
    const { settings, plans, routes } = props;
    this.delay = settings.revocationDelay;
    this.isCounted = plans !== undefined && settings.enforcePlans;
    this.api = props.api;
    this.environment = environmentOf(props);
    this.handler = new HandlerFunction(this, 'Function', {
      description: `${settings.name}: judges the key or token of every request`,
      bundle: bundleOf('authorizer'),
      timeout: Duration.seconds(5),
      environment: { ...this.environment, ROUTES: Lazy.string({ produce: () => encodeRoutes(routes) }) },
      permissions: tablePermissions('authorizer', props),
      reservedConcurrency: settings.reservedConcurrency,
      memorySize: settings.authorizerMemorySize,
      parts: props,
    });
  }

  /** Made when the first route needs it: the CDK fails the synth for an authorizer that no method uses. */
  get guard(): MethodGuard {
    // API Gateway counts a call under the native key that the function names, at methods that require one.
    this.attached ??= { ...attachedTo(this.api, this.makeAuthorizer()), apiKeyRequired: this.isCounted };
    return this.attached;
  }

  private makeAuthorizer(): RequestAuthorizer {
    return new RequestAuthorizer(this, 'Request', {
      handler: this.handler,
      resultsCacheTtl: this.delay,
      identitySources: this.delay.toSeconds() === 0 ? [] : IDENTITY_SOURCES,
    });
  }
}

function environmentOf({ settings, credentials, issuer, plans }: AuthorizerProps): Record<string, string> {
  return {
    TABLE_NAME: credentials.table.tableName,
    ...acceptedPrefixes(settings),
    ENVIRONMENT: settings.environment,
    ...importedKeysVariable(settings),
    ISSUER: issuer.issuer,
    KEY_SET_URL: issuer.keySetUrl,
    RESOURCE_SERVERS: issuer.guardedServers.join(' '),
    ...plans?.environment,
  };
}
