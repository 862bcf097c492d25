/**
 * The API behind the doors. A method that `protect` made has exactly one door and, on a `cognito` door, exactly
 * one scope; the same call tells the authorizer what the route needs. A method that neither `protect` nor `open`
 * made fails the synth, or is warned of on an API that was passed.
 */
import { Stack } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type CognitoUserPoolsAuthorizer,
  Cors,
  type Integration,
  type IResource,
  type Method,
  type MethodOptions,
  type RequestValidator,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Construct, type IConstruct } from 'constructs';
import { DOORS, type Door as FunctionDoor } from '../lambda/doors/authorizer/route-table';
import { acknowledge } from './acknowledge';
import { Authorizer } from './authorizer';
import { cognitoAuthorizer } from './cognito-authorizer';
import type { Parts } from './parts';
import { ProblemResponses } from './problem-responses';
import { HouseRestApi } from './rest-api';
import { faultsOfRoutes, type GuardedRoute, VERBS } from './route-table';
import { invalid, isObject, type Settings } from './settings';
import { faultsOfStrays, warnOfStrays } from './stray-methods';
import type { TokenIssuer } from './token-issuer';

/** A way in: either credential, a key alone, a token alone, or a first-party client's token without a function. */
export type Door = FunctionDoor | 'cognito';

/** What may be said of a public route: anything but who may call it. */
export type OpenOptions = Omit<
  MethodOptions,
  'apiKeyRequired' | 'authorizationScopes' | 'authorizationType' | 'authorizer'
>;

/** What a route needs of its caller. `scope: null` lets in any valid credential and has no `cognito` door. */
export type ProtectOptions<Scope extends string = string> = OpenOptions &
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

interface Place {
  readonly resource: IResource;
  readonly method: string;
}

const OPEN_METHODS = ['ANY', ...VERBS];
/** Browsers ask with OPTIONS and carry no credential then. */
const METHODS = OPEN_METHODS.filter((method) => method !== 'OPTIONS');

export class GuardedApi extends Construct {
  readonly api: RestApi;
  readonly authorizer: Authorizer;
  private readonly settings: Settings;
  private readonly issuer: TokenIssuer;
  private readonly validator: RequestValidator;
  private readonly routes: GuardedRoute[] = [];
  private readonly taken = new Set<string>();
  private readonly declared = new Set<IConstruct | undefined>();
  private cognito: CognitoUserPoolsAuthorizer | undefined;

  constructor(scope: Construct, id: string, props: Parts) {
    super(scope, id);
    this.settings = props.settings;
    this.issuer = props.issuer;
    this.api = this.given() ?? this.makeApi(props);
    this.validator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const { name: realm, corsOrigins } = props.settings;
    new ProblemResponses(this, 'Problems', { api: this.api, realm, corsOrigins });
    this.authorizer = new Authorizer(this, 'Authorizer', { ...props, routes: this.routes });
    this.node.addValidation({ validate: () => this.faults() });
  }

  protect(place: Place, integration: Integration, options: ProtectOptions): Method {
    this.check(place, METHODS);
    this.checkGuard(routeOf(place.method, place.resource), options);
    const { scope, door = 'any', ...methodOptions } = options;
    const guard =
      door === 'cognito'
        ? { authorizer: this.cognitoAuthorizer, authorizationScopes: [`${this.settings.name}/${String(scope)}`] }
        : { authorizer: this.authorizer.requestAuthorizer };
    const made = this.add(place, integration, { ...methodOptions, ...guard });
    if (door !== 'cognito')
      for (const method of made) {
        this.routes.push({ route: routeOf(method.httpMethod, method.resource), scope, door });
        acknowledge(method, {
          'AwsSolutions-COG4': 'Guarded by the Lambda authorizer, which takes keys as well as tokens.',
        });
      }
    return made[0];
  }

  open(place: Place, integration: Integration, options: OpenOptions): Method {
    this.check(place, OPEN_METHODS);
    if ('authorizer' in options)
      invalid(`an option of ${routeOf(place.method, place.resource)}`, 'authorizer', 'none, as it is open; protect it');
    const made = this.add(place, integration, { ...options, authorizationType: AuthorizationType.NONE });
    for (const method of made) acknowledgeOpen(method, 'Open on purpose: the app says so with `open`.');
    return made[0];
  }

  private check({ resource, method }: Place, methods: readonly string[]): void {
    const route = routeOf(method, resource);
    if (resource.api !== this.api) invalid(`the API of ${route}`, resource.api.node.path, this.api.node.path);
    if (!methods.includes(method.toUpperCase())) invalid(`the method of ${route}`, method, methods.join(', '));
    if (this.taken.has(route))
      invalid(`the route ${route}`, 'declared twice', 'one door, or none, for each method of a resource');
  }

  private checkGuard(route: string, options: ProtectOptions): void {
    if (!isObject(options))
      invalid(`the guard of ${route}`, options, 'an object with a scope, such as { scope: null }');
    const { scope, door = 'any' } = options;
    const doors: readonly string[] = [...DOORS, 'cognito'];
    if (!doors.includes(door)) invalid(`the door of ${route}`, door, doors.join(', '));
    if (scope === null && door === 'cognito') invalid(`the scope of ${route}`, scope, 'a scope, as Cognito needs one');
    const names = Object.keys(this.settings.scopes);
    if (scope !== null && !names.includes(scope)) invalid(`the scope of ${route}`, scope, `null, ${names.join(', ')}`);
  }

  /** The method of this place, then what came along with it. */
  private add(
    { resource, method }: Place,
    integration: Integration,
    options: MethodOptions,
  ): readonly [Method, ...Method[]] {
    const made = this.made(() =>
      resource.addMethod(method, integration, { requestValidator: this.validator, ...options }),
    );
    for (const one of made) this.taken.add(routeOf(one.httpMethod, one.resource));
    this.answerPreflight(resource);
    return made;
  }

  /** A `{proxy+}` below the root adds its methods to the root as well, where they need all that its own do. */
  private made(add: () => Method): readonly [Method, ...Method[]] {
    const before = this.api.methods.length;
    const own = add();
    const others = this.api.methods.slice(before).filter((method) => method !== own);
    for (const method of [own, ...others]) this.declared.add(method.node.defaultChild);
    return [own, ...others];
  }

  private faults(): string[] {
    const methods = { api: this.api, declared: this.declared };
    const faults = faultsOfRoutes(this.routes, this.authorizer.environment);
    if (this.settings.api === undefined) return [...faults, ...faultsOfStrays(methods)];
    warnOfStrays(methods);
    return [...faults];
  }

  private get cognitoAuthorizer(): CognitoUserPoolsAuthorizer {
    this.cognito ??= cognitoAuthorizer(this, 'Cognito', this.issuer.userPool);
    return this.cognito;
  }

  private answerPreflight(resource: IResource): void {
    const { corsOrigins } = this.settings;
    if (corsOrigins.length === 0 || resource.node.tryFindChild('OPTIONS')) return;
    const preflight = { allowOrigins: [...corsOrigins], allowHeaders: [...Cors.DEFAULT_HEADERS] };
    for (const method of this.made(() => resource.addCorsPreflight(preflight)))
      acknowledgeOpen(
        method,
        'A browser’s preflight carries no credential; the answer holds nothing but CORS headers.',
      );
  }

  private given(): RestApi | undefined {
    const { api } = this.settings;
    if (api && Stack.of(api) !== Stack.of(this))
      invalid('the stack of api', Stack.of(api).node.path, `the stack of Sallyport, ${Stack.of(this).node.path}`);
    return api;
  }

  private makeApi({ settings, logRole }: Parts): RestApi {
    return new HouseRestApi(this, 'Api', {
      name: `${settings.name}-${settings.environment}`,
      description: `${settings.name}: guarded by Sallyport`,
      stageName: 'prod',
      throttle: { rate: 1000, burst: 500 },
      removalPolicy: settings.removalPolicy,
      webAclArn: settings.webAclArn,
      logRole,
    });
  }
}

const routeOf = (method: string, { path }: IResource): string => `${method.toUpperCase()} ${path}`;

/** For a method that needs no credential. */
export function acknowledgeOpen(method: Method, reason: string): void {
  acknowledge(method, { 'AwsSolutions-APIG4': reason, 'AwsSolutions-COG4': reason });
}
