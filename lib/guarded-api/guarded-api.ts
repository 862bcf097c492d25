/**
 * The guarded API. `protect` gives a method exactly one door, on a `cognito` door with at least one scope, and puts
 * the route into the authorizer's table. A method that neither `protect` nor `open` made fails the synth; on an API
 * that the deployer passed, such a method gets a warning if it has no authorizer.
 */
import { Fn, Lazy, Stack } from 'aws-cdk-lib';
import type { Integration, Method, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { enoughFor, type ScopeRule } from '../../lambda/domain/scopes';
import { DOORS } from '../../lambda/doors/authorizer/route-table';
import { acknowledge } from '../cdk/acknowledge';
import { ApiMethods, type ResourceMethod, routeOf } from './api-methods';
import { Authorizer } from './authorizer';
import { warnOfAccessLogs } from '../rest-api/access-log';
import { warnOfUnreadableErrors } from '../rest-api/cors';
import { tieDeployments } from '../rest-api/deployments';
import { type GuardedMethod, warnOfEscapedPaths } from './escaped-paths';
import {
  acknowledgeOpen,
  attachedTo,
  cognitoAuthorizer,
  type MethodGuard,
  NO_GUARD,
} from '../rest-api/gateway-authorizers';
import { nameOfApi } from '../names';
import type { Parts } from '../parts';
import { ProblemResponses } from '../rest-api/problem-responses';
import { OPEN_OPTIONS, type OpenOptions, PROTECT_OPTIONS, type ProtectOptions } from './protect-options';
import { RequestValidators } from './request-validators';
import { checkKinds, checkPlace, siblingErrors } from './resource-places';
import { HouseRestApi } from '../rest-api/rest-api';
import { scopeRuleOf } from './scope-rules';
import { examplePathOf, type GuardedRoute, routeTableErrors, VERBS } from './route-table';
import { refuseUnknown } from '../cdk/known-names';
import { failSynth, invalid, isObject } from '../cdk/synth-errors';
import type { Settings } from '../settings';
import { stageUrl, warnOfCachedAnswers, warnOfOtherStages, warnOfSharedMetrics } from '../rest-api/stages';
import { warnOfTls } from '../rest-api/tls';
import {
  changedGuardErrors,
  documentErrors,
  strayMethodErrors,
  warnOfStrayMethods,
  warnOfUnknownMethods,
} from './stray-methods';
import type { TokenIssuer } from '../state/token-issuer';
import { nativeKeyErrors, UsagePlans } from '../rest-api/usage-plans';

const OPEN_METHODS = ['ANY', ...VERBS];
/** Without OPTIONS, because a browser sends its preflight request without a credential. */
const PROTECTED_METHODS = OPEN_METHODS.filter((method) => method !== 'OPTIONS');

export class GuardedApi extends Construct {
  readonly api: RestApi;
  readonly authorizer: Authorizer;
  /** Undefined without plans. */
  readonly usagePlans: UsagePlans | undefined;
  private readonly settings: Settings;
  private readonly issuer: TokenIssuer;
  private readonly methods: ApiMethods;
  private readonly routes: GuardedRoute[] = [];
  /** What `protect` and `open` made, by route, for example `GET /orders`. */
  private readonly guards = new Map<string, GuardedMethod>();
  private cognito: MethodGuard | undefined;

  constructor(scope: Construct, id: string, props: Parts) {
    super(scope, id);
    this.settings = props.settings;
    this.issuer = props.issuer;
    this.api = this.passedApi() ?? this.makeApi(props);
    const { name: realm, corsOrigins } = props.settings;
    const validators = new RequestValidators(this, 'Validators', this.api);
    this.methods = new ApiMethods(this.api, validators, corsOrigins);
    const { plans } = props;
    new ProblemResponses(this, 'Problems', { api: this.api, realm, corsOrigins, plans: plans?.named });
    this.authorizer = new Authorizer(this, 'Authorizer', { ...props, api: this.api, routes: this.routes });
    this.usagePlans = plans && new UsagePlans(this, 'Plans', { api: this.api, plans });
    this.node.addValidation({ validate: () => this.synthErrors() });
  }

  /** URL of a route that a key opens, to show people a call; without such a route the API's own. Known at the end of the synth. */
  get exampleUrl(): string {
    return Fn.join('', [stageUrl(this.api), Lazy.string({ produce: () => examplePathOf(this.routes) })]);
  }

  protect(target: ResourceMethod, integration: Integration, options: ProtectOptions): Method {
    this.check(target, integration, PROTECTED_METHODS);
    const route = routeOf(target.method, target.resource);
    this.checkOptions(route, options);
    const { scope: asked, door = 'any', ...methodOptions } = options;
    const scope = scopeRuleOf(asked, { route, door, catalogue: Object.keys(this.settings.scopes) });
    const guard =
      door === 'cognito'
        ? { ...this.cognitoGuard, authorizationScopes: this.firstPartyScopes(scope) }
        : this.authorizer.guard;
    const made = this.methods.add(target, integration, { ...methodOptions, ...guard });
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
    this.check(target, integration, OPEN_METHODS);
    const route = routeOf(target.method, target.resource);
    if (!isObject(options)) invalid(`the options argument of open() for ${route}`, options, 'an object, or nothing');
    if ('authorizer' in options)
      failSynth(`${route} is opened with an authorizer; remove the authorizer or call protect()`);
    refuseUnknown(`an option of open() for ${route}`, options, OPEN_OPTIONS);
    const made = this.methods.add(target, integration, { ...options, ...NO_GUARD });
    this.mark(made, { door: 'open', scope: null });
    for (const method of made) acknowledgeOpen(method, 'Open on purpose: the app calls `open` for this method.');
    return made[0];
  }

  private check(target: ResourceMethod, integration: Integration, methods: readonly string[]): void {
    checkKinds(target, integration);
    const { resource, method } = target;
    const route = routeOf(method, resource);
    checkPlace(this.api, { route, resource, integration });
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
    refuseUnknown(`an option of protect() for ${route}`, options, PROTECT_OPTIONS);
    const { door = 'any' } = options;
    const doors: readonly string[] = [...DOORS, 'cognito'];
    if (!doors.includes(door)) invalid(`the door of ${route}`, door, doors.join(', '));
  }

  /** As first-party tokens have them. API Gateway lets in a token that has any one of a method's scopes. */
  private firstPartyScopes(rule: ScopeRule | null): string[] {
    return enoughFor(rule).flatMap((scopes) => scopes.map((scope) => `${this.settings.name}/${scope}`));
  }

  private mark(methods: readonly Method[], guard: Omit<GuardedMethod, 'method'>): void {
    for (const method of methods) this.guards.set(routeOf(method.httpMethod, method.resource), { method, ...guard });
  }

  private synthErrors(): string[] {
    const methods = { api: this.api, declared: this.methods.declared, isOurs: this.settings.api === undefined };
    warnOfEscapedPaths([...this.guards.values()], this.settings.name);
    warnOfOtherStages(this.api);
    warnOfCachedAnswers(this.api);
    warnOfAccessLogs(this.api);
    warnOfUnreadableErrors(this.api, this.settings.corsOrigins);
    warnOfStrayMethods(methods);
    warnOfUnknownMethods(methods);
    if (!methods.isOurs) {
      warnOfTls(this.api);
      warnOfSharedMetrics(this.api);
    }
    return [
      ...routeTableErrors(this.routes, this.authorizer.environment),
      ...siblingErrors(this.api),
      ...strayMethodErrors(methods),
      ...changedGuardErrors(methods),
      ...documentErrors(this.api),
      ...(this.usagePlans ? nativeKeyErrors(this.api, (method) => this.methods.declared.has(method)) : []),
    ];
  }

  private get cognitoGuard(): MethodGuard {
    this.cognito ??= attachedTo(this.api, cognitoAuthorizer(this, 'Cognito', this.issuer.userPool));
    return this.cognito;
  }

  /** The API that the deployer passed. */
  private passedApi(): RestApi | undefined {
    const { api } = this.settings;
    // An app in JavaScript may pass an import, or a SpecRestApi, whose methods nobody knows.
    if (api && !('methods' in api)) invalid('api', (api as RestApi).node.path, 'a RestApi that this app makes');
    if (api && Stack.of(api) !== Stack.of(this))
      invalid('the stack of api', Stack.of(api).node.path, `the stack of Sallyport, ${Stack.of(this).node.path}`);
    if (api) tieDeployments(api);
    return api;
  }

  private makeApi({ settings, logRole }: Parts): RestApi {
    return new HouseRestApi(this, 'Api', {
      name: nameOfApi(this, settings),
      description: `${settings.name}: guarded by Sallyport`,
      stageName: 'prod',
      throttle: { rate: settings.throttleRate, burst: settings.throttleBurst },
      settings,
      logRole,
    });
  }
}
