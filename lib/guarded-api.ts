/**
 * The API behind the doors. A method that `protect` made has exactly one door and, on a `cognito` door, exactly
 * one scope; the same call tells the authorizer what the route needs.
 */
import { Stack } from 'aws-cdk-lib';
import {
  type CognitoUserPoolsAuthorizer,
  Cors,
  type Integration,
  type IResource,
  type Method,
  type MethodOptions,
  type RequestValidator,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Construct, type IDependable } from 'constructs';
import { DOORS, type Door as FunctionDoor } from '../lambda/http/route-table';
import { acknowledge } from './acknowledge';
import { Authorizer } from './authorizer';
import { cognitoAuthorizer } from './cognito-authorizer';
import type { CredentialTable } from './credential-table';
import { addProblemResponses } from './problem-responses';
import { HouseRestApi } from './rest-api';
import { faultsOfRoutes, type GuardedRoute } from './route-table';
import { invalid, type Settings } from './settings';
import type { TokenIssuer } from './token-issuer';

/** A way in: either credential, a key alone, a token alone, or a first-party client's token without a function. */
export type Door = FunctionDoor | 'cognito';

type HouseMethodOptions = Omit<
  MethodOptions,
  'apiKeyRequired' | 'authorizationScopes' | 'authorizationType' | 'authorizer'
>;

/** What a route needs of its caller. `scope: null` lets in any valid credential and has no `cognito` door. */
export type ProtectOptions<Scope extends string = string> = HouseMethodOptions &
  (
    | {
        /** The scope a caller must hold. */
        readonly scope: Scope;
        /** @default 'any' */
        readonly door?: Door;
      }
    | {
        /** Any valid credential. */
        readonly scope: null;
        /** @default 'any' */
        readonly door?: FunctionDoor;
      }
  );

export interface GuardedApiProps {
  readonly settings: Settings;
  readonly credentials: CredentialTable;
  readonly issuer: TokenIssuer;
  readonly logRole: IDependable | undefined;
}

const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

export class GuardedApi extends Construct {
  readonly api: RestApi;
  readonly authorizer: Authorizer;
  private readonly settings: Settings;
  private readonly issuer: TokenIssuer;
  private readonly validator: RequestValidator;
  private readonly routes: GuardedRoute[] = [];
  private readonly taken = new Set<string>();
  private cognito: CognitoUserPoolsAuthorizer | undefined;

  constructor(scope: Construct, id: string, props: GuardedApiProps) {
    super(scope, id);
    this.settings = props.settings;
    this.issuer = props.issuer;
    this.api = this.given() ?? this.made(props);
    this.validator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    addProblemResponses(this.api, { realm: props.settings.name, corsOrigins: props.settings.corsOrigins });
    this.authorizer = new Authorizer(this, 'Authorizer', { ...props, routes: this.routes });
    this.node.addValidation({ validate: () => [...faultsOfRoutes(this.routes, this.authorizer.environment)] });
  }

  protect(route: { resource: IResource; method: string }, integration: Integration, options: ProtectOptions): Method {
    const { scope, door = 'any', ...methodOptions } = options;
    const { resource } = route;
    const method = route.method.toUpperCase();
    this.check(resource, method, { scope, door });
    const guard =
      door === 'cognito'
        ? { authorizer: this.cognitoAuthorizer, authorizationScopes: [`${this.settings.name}/${String(scope)}`] }
        : { authorizer: this.authorizer.requestAuthorizer };
    const made = resource.addMethod(method, integration, {
      requestValidator: this.validator,
      ...methodOptions,
      ...guard,
    });
    if (door !== 'cognito') {
      this.routes.push({ route: `${method} ${resource.path}`, scope, door });
      acknowledge(made, {
        'AwsSolutions-COG4': 'Guarded by the Lambda authorizer, which takes keys as well as tokens.',
      });
    }
    this.answerPreflight(resource);
    return made;
  }

  private check(resource: IResource, method: string, { scope, door }: { scope: string | null; door: Door }): void {
    const route = `${method} ${resource.path}`;
    if (resource.api !== this.api) invalid(`the API of ${route}`, resource.api.node.path, this.api.node.path);
    if (!METHODS.includes(method)) invalid(`the method of ${route}`, method, METHODS.join(', '));
    const doors: readonly string[] = [...DOORS, 'cognito'];
    if (!doors.includes(door)) invalid(`the door of ${route}`, door, doors.join(', '));
    if (scope === null && door === 'cognito') invalid(`the scope of ${route}`, scope, 'a scope, as Cognito needs one');
    const names = Object.keys(this.settings.scopes);
    if (scope !== null && !names.includes(scope)) invalid(`the scope of ${route}`, scope, `null, ${names.join(', ')}`);
    if (this.taken.has(route))
      invalid(`the route ${route}`, 'protected twice', 'one door for each method of a resource');
    this.taken.add(route);
  }

  private get cognitoAuthorizer(): CognitoUserPoolsAuthorizer {
    this.cognito ??= cognitoAuthorizer(this, 'Cognito', this.issuer.userPool);
    return this.cognito;
  }

  private answerPreflight(resource: IResource): void {
    const { corsOrigins } = this.settings;
    if (corsOrigins.length === 0 || resource.node.tryFindChild('OPTIONS')) return;
    acknowledgeOpen(
      resource.addCorsPreflight({ allowOrigins: [...corsOrigins], allowHeaders: [...Cors.DEFAULT_HEADERS] }),
      'A browser’s preflight carries no credential; the answer holds nothing but CORS headers.',
    );
  }

  private given(): RestApi | undefined {
    const { api } = this.settings;
    if (api && Stack.of(api) !== Stack.of(this))
      invalid('the stack of api', Stack.of(api).node.path, `the stack of Sallyport, ${Stack.of(this).node.path}`);
    return api;
  }

  private made({ settings, logRole }: GuardedApiProps): RestApi {
    return new HouseRestApi(this, 'Api', {
      description: `${settings.name}: guarded by Sallyport`,
      stageName: 'prod',
      throttle: { rate: 1000, burst: 500 },
      removalPolicy: settings.removalPolicy,
      webAclArn: settings.webAclArn,
      logRole,
    });
  }
}

/** For a method that needs no credential. */
export function acknowledgeOpen(method: Method, reason: string): void {
  acknowledge(method, { 'AwsSolutions-APIG4': reason, 'AwsSolutions-COG4': reason });
}
