/**
 * The guarded API. `protect` gives a method exactly one door, on a `cognito` door with exactly one scope, and puts
 * the route into the authorizer's table. A method that neither `protect` nor `open` made fails the synth; on an API
 * that the deployer passed, such a method gets a warning if it has no authorizer.
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
import { DOORS } from '../lambda/doors/authorizer/route-table';
import { acknowledge } from './acknowledge';
import { Authorizer } from './authorizer';
import { cognitoAuthorizer } from './cognito-authorizer';
import { type GuardedMethod, warnOfEscapedPaths } from './escaped-paths';
import type { Parts } from './parts';
import { ProblemResponses } from './problem-responses';
import type { OpenOptions, ProtectOptions } from './protect-options';
import { HouseRestApi, warnOfOldTls } from './rest-api';
import { type GuardedRoute, routeTableErrors, VERBS } from './route-table';
import { failSynth, invalid, isObject, type Settings } from './settings';
import { strayMethodErrors, warnOfStrayMethods } from './stray-methods';
import type { TokenIssuer } from './token-issuer';

interface ResourceMethod {
  readonly resource: IResource;
  /** HTTP method in any case, or `ANY`. */
  readonly method: string;
}

const OPEN_METHODS = ['ANY', ...VERBS];
/** Without OPTIONS, because a browser sends its preflight request without a credential. */
const PROTECTED_METHODS = OPEN_METHODS.filter((method) => method !== 'OPTIONS');

export class GuardedApi extends Construct {
  readonly api: RestApi;
  readonly authorizer: Authorizer;
  private readonly settings: Settings;
  private readonly issuer: TokenIssuer;
  private readonly validator: RequestValidator;
  private readonly routes: GuardedRoute[] = [];
  /** What `protect` and `open` made, by route, for example `GET /orders`. */
  private readonly guards = new Map<string, GuardedMethod>();
  private readonly declared = new Set<IConstruct | undefined>();
  private cognito: CognitoUserPoolsAuthorizer | undefined;

  constructor(scope: Construct, id: string, props: Parts) {
    super(scope, id);
    this.settings = props.settings;
    this.issuer = props.issuer;
    this.api = this.passedApi() ?? this.makeApi(props);
    this.validator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const { name: realm, corsOrigins } = props.settings;
    new ProblemResponses(this, 'Problems', { api: this.api, realm, corsOrigins });
    this.authorizer = new Authorizer(this, 'Authorizer', { ...props, routes: this.routes });
    this.node.addValidation({ validate: () => this.synthErrors() });
  }

  protect(target: ResourceMethod, integration: Integration, options: ProtectOptions): Method {
    this.check(target, PROTECTED_METHODS);
    this.checkOptions(routeOf(target.method, target.resource), options);
    const { scope, door = 'any', ...methodOptions } = options;
    const guard =
      door === 'cognito'
        ? { authorizer: this.cognitoAuthorizer, authorizationScopes: [`${this.settings.name}/${String(scope)}`] }
        : { authorizer: this.authorizer.requestAuthorizer };
    const made = this.add(target, integration, { ...methodOptions, ...guard });
    this.mark(made, { door, scope });
    if (door !== 'cognito')
      for (const method of made) {
        this.routes.push({ route: routeOf(method.httpMethod, method.resource), scope, door });
        acknowledge(method, {
          'AwsSolutions-COG4':
            'The Lambda authorizer guards this method; it takes API keys as well as Cognito access tokens.',
        });
      }
    return made[0];
  }

  open(target: ResourceMethod, integration: Integration, options: OpenOptions): Method {
    this.check(target, OPEN_METHODS);
    if ('authorizer' in options)
      failSynth(
        `${routeOf(target.method, target.resource)} is opened with an authorizer; remove the authorizer or call protect()`,
      );
    const made = this.add(target, integration, { ...options, authorizationType: AuthorizationType.NONE });
    this.mark(made, { door: 'open', scope: null });
    for (const method of made) acknowledgeOpen(method, 'Open on purpose: the app calls `open` for this method.');
    return made[0];
  }

  private check({ resource, method }: ResourceMethod, methods: readonly string[]): void {
    const route = routeOf(method, resource);
    if (resource.api !== this.api)
      invalid(`the API of ${route}`, resource.api.node.path, `${this.api.node.path}, which this Sallyport guards`);
    if (!methods.includes(method.toUpperCase())) invalid(`the method of ${route}`, method, methods.join(', '));
    const guard = this.guards.get(route);
    if (guard !== undefined)
      failSynth(
        `${route} is already ${guard.door === 'open' ? 'open' : 'protected'}; call protect() or open() once per method`,
      );
  }

  private checkOptions(route: string, options: ProtectOptions): void {
    if (!isObject(options))
      invalid(
        `the options argument of protect() for ${route}`,
        options,
        'an object with a scope, such as { scope: null }',
      );
    const { scope, door = 'any' } = options;
    const doors: readonly string[] = [...DOORS, 'cognito'];
    if (!doors.includes(door)) invalid(`the door of ${route}`, door, doors.join(', '));
    const names = Object.keys(this.settings.scopes);
    if (scope === null && door === 'cognito')
      invalid(`the scope of ${route} with door cognito`, scope, names.join(', '));
    if (scope !== null && !names.includes(scope)) invalid(`the scope of ${route}`, scope, `null, ${names.join(', ')}`);
  }

  /** Adds a method, and the answer to its preflight. Returns the same as `collect`. */
  private add(
    { resource, method }: ResourceMethod,
    integration: Integration,
    options: MethodOptions,
  ): readonly [Method, ...Method[]] {
    const made = this.collect(() =>
      resource.addMethod(method, integration, { requestValidator: this.validator, ...options }),
    );
    this.answerPreflight(resource);
    return made;
  }

  private mark(methods: readonly Method[], guard: Omit<GuardedMethod, 'method'>): void {
    for (const method of methods) this.guards.set(routeOf(method.httpMethod, method.resource), { method, ...guard });
  }

  /**
   * Returns every method that `add` makes, its own first: a resource `{proxy+}` below the root adds each of its methods
   * to the root as well. All of them count as declared.
   */
  private collect(add: () => Method): readonly [Method, ...Method[]] {
    const before = this.api.methods.length;
    const own = add();
    const others = this.api.methods.slice(before).filter((method) => method !== own);
    for (const method of [own, ...others]) this.declared.add(method.node.defaultChild);
    return [own, ...others];
  }

  private synthErrors(): string[] {
    const methods = { api: this.api, declared: this.declared };
    const errors = routeTableErrors(this.routes, this.authorizer.environment);
    warnOfEscapedPaths([...this.guards.values()], this.settings.name);
    if (this.settings.api === undefined) return [...errors, ...strayMethodErrors(methods)];
    warnOfStrayMethods(methods);
    warnOfOldTls(this.api);
    return [...errors];
  }

  private get cognitoAuthorizer(): CognitoUserPoolsAuthorizer {
    this.cognito ??= cognitoAuthorizer(this, 'Cognito', this.issuer.userPool);
    return this.cognito;
  }

  private answerPreflight(resource: IResource): void {
    const { corsOrigins } = this.settings;
    if (corsOrigins.length === 0 || resource.node.tryFindChild('OPTIONS')) return;
    const preflight = { allowOrigins: [...corsOrigins], allowHeaders: [...Cors.DEFAULT_HEADERS] };
    for (const method of this.collect(() => resource.addCorsPreflight(preflight)))
      acknowledgeOpen(
        method,
        'A browser sends a preflight request without a credential; the answer holds only CORS headers.',
      );
  }

  /** The API that the deployer passed. */
  private passedApi(): RestApi | undefined {
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
      securityPolicy: settings.securityPolicy,
      removalPolicy: settings.removalPolicy,
      webAclArn: settings.webAclArn,
      logRole,
    });
  }
}

const routeOf = (method: string, { path }: IResource): string => `${method.toUpperCase()} ${path}`;

/** Acknowledges, on a method without a credential, the rules that ask for an authorizer. */
export function acknowledgeOpen(method: Method, reason: string): void {
  acknowledge(method, { 'AwsSolutions-APIG4': reason, 'AwsSolutions-COG4': reason });
}
