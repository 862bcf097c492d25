/** The construct that a deployer uses. It only puts the parts together; each part has a file of its own. */
import type { AccessLogFormat, Integration, IResource, Method, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IUserPool, IUserPoolClient, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ManagementFunction } from '../lambda/management/management-functions';
import { withAlarmTopic } from './alarms/alarm-topic';
import { letLogsUse } from './functions/logs';
import { functionNetwork } from './functions/function-network';
import { CredentialTable } from './state/credential-table';
import { GuardedApi } from './guarded-api/guarded-api';
import { accessLogFormat } from './rest-api/access-log';
import { LogRole } from './rest-api/log-role';
import { startTasks } from './management-api/issuer-tasks';
import { ChangeFeed } from './state/change-feed';
import { ManagementApi } from './management-api/management-api';
import { portalUrlOf } from './management-api/portal';
import { claimNames } from './names';
import { Observability } from './alarms/observability';
import { addAddresses, addOutputs } from './outputs';
import type { Parts } from './parts';
import type { OpenOptions, ProtectOptions } from './guarded-api/protect-options';
import type { SallyportProps } from './sallyport-props';
import { failSynth, invalid, isObject } from './cdk/synth-errors';
import { settingsOf } from './settings';
import { deployedPlans } from './rest-api/usage-plans';
import { stageUrl } from './rest-api/stages';
import { UsageFromLog } from './rest-api/usage-from-log';
import { peopleOf, type PortalPeople } from './state/people';
import { type FirstPartyClientOptions, TokenIssuer } from './state/token-issuer';
import { TokenCache, type TokenCacheOptions } from './token-cache';

/**
 * Guards a REST API with OAuth access tokens and API keys. Makes what that needs: the table, the Cognito user pool, the
 * authorizer and the management API.
 *
 * @example
 * import { Stack, type StackProps } from 'aws-cdk-lib';
 * import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
 * import type { IFunction } from 'aws-cdk-lib/aws-lambda';
 * import type { Construct } from 'constructs';
 * import { Sallyport } from 'sallyport';
 *
 * export class OrdersStack extends Stack {
 *   constructor(scope: Construct, id: string, props: StackProps & { readonly listOrders: IFunction }) {
 *     super(scope, id, props);
 *     const sallyport = new Sallyport(this, 'Sallyport', {
 *       name: 'orders',
 *       scopes: { 'read:orders': 'Read orders', 'write:orders': 'Place and change orders' },
 *       outputs: true,
 *     });
 *     const orders = sallyport.api.root.addResource('orders');
 *     sallyport.protect(orders, 'GET', new LambdaIntegration(props.listOrders), { scope: 'read:orders' });
 *   }
 * }
 */
export class Sallyport<Scope extends string = string> extends Construct {
  /**
   * The access log format of the APIs that Sallyport makes, for the stage of an `api` that you pass: with it each line says
   * who called. A line is a JSON object with the members `requestId`, `amznRequestId`, `time` (milliseconds since 1970),
   * `sourceIp`, `method`, `resourcePath`, `status`, `responseType`, `accountId`, `credentialId`, `budgetId` (the account or
   * key under whose own native API key the request is counted; none while a shared one serves), `clientId` (of a first-party
   * client at a `cognito` door), `authorizerLatency`, `integrationLatency` and `latency` (milliseconds). It holds no header,
   * query or body. `-` stands for what a request does not have.
   *
   * @example
   * import { LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
   * import { LogGroup } from 'aws-cdk-lib/aws-logs';
   * import { Sallyport } from 'sallyport';
   *
   * const api = new RestApi(stack, 'Api', {
   *   deployOptions: {
   *     accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'AccessLog')),
   *     accessLogFormat: Sallyport.accessLogFormat(),
   *   },
   * });
   */
  static accessLogFormat(): AccessLogFormat {
    return accessLogFormat();
  }

  /** The guarded API. Add resources to it, then call `protect` or `open` for each of their methods. */
  readonly api: RestApi;
  /** The API through which operators manage accounts, keys and clients. */
  readonly managementApi: RestApi;
  /** Judges the requests of the doors `any`, `key` and `token`. Read its metrics, to alarm on them; see `managementFunctions`. */
  readonly authorizerFunction: IFunction;
  /**
   * The functions of the management API, by their names: `accounts`, `keys`, `clients`, `events`, `revocations` (only with
   * `publicRevocation`), `catalogue`, `verify` and `members` (only with `portal`). Read their metrics, or open a security group
   * to their `connections`. Add no permission: each role has exactly the actions that its function needs.
   *
   * @example
   * for (const one of Object.values(sallyport.managementFunctions))
   *   one.metricDuration().createAlarm(stack, `Slow${one.node.id}`, { threshold: 5_000, evaluationPeriods: 1 });
   */
  readonly managementFunctions: Readonly<Partial<Record<ManagementFunction, IFunction>>>;
  /** With `usage`: counts what the access log says. Its metric `AsyncEventsDropped` tells of counts that are lost. */
  readonly usageFunction: IFunction | undefined;
  /** Holds the records of all accounts and credentials. Of a key it holds only the hash. */
  readonly table: ITableV2;
  /** The Cognito user pool that issues the access tokens. It has app clients and no users. */
  readonly userPool: IUserPool;
  /**
   * The app client of the first operator, who may do everything at the management API. Read its secret with
   * `aws cognito-idp describe-user-pool-client`.
   */
  readonly operatorClient: IUserPoolClient;
  /** With `portal`: URL of its page, with the slash at its end. */
  readonly portalUrl: string | undefined;
  /** With `portal`: the people who use it. */
  readonly people: PortalPeople | undefined;
  /** What access tokens name as `iss`. Their key set is at this URL and `/.well-known/jwks.json` behind it. */
  readonly issuer: string;
  /** URL of Cognito's token endpoint. The `tokenUrl` of a token cache takes the same requests. */
  readonly tokenUrl: string;
  /**
   * Alarms on failures of the authorizer, failed tasks, throttled functions and 5xx answers. All do as the props about alarms say.
   *
   * @example
   * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
   * import { Topic } from 'aws-cdk-lib/aws-sns';
   *
   * const topic = new Topic(stack, 'Recovered');
   * for (const alarm of sallyport.alarms) alarm.addOkAction(new SnsAction(topic));
   */
  readonly alarms: readonly Alarm[];
  private readonly guarded: GuardedApi;
  private readonly changeFeed: ChangeFeed | undefined;
  private readonly parts: Parts;

  constructor(scope: Construct, id: string, props: SallyportProps<Scope>) {
    super(scope, id);
    const settings = withAlarmTopic(this, settingsOf(props));
    const credentials = new CredentialTable(this, 'Credentials', settings);
    const issuer = new TokenIssuer(this, 'Issuer', settings);
    claimNames(this, { settings, credentials, issuer });
    const people = (this.people = peopleOf(this, settings));
    const logRole = settings.cloudWatchRole ? new LogRole(this, 'LogRole') : undefined;
    const network = functionNetwork(this, settings);
    if (settings.logEncryptionKey !== undefined) letLogsUse(settings.logEncryptionKey, this);
    this.parts = { settings, credentials, issuer, people, plans: deployedPlans(this, settings), network, logRole };
    const guarded = (this.guarded = new GuardedApi(this, 'Guarded', this.parts));
    const changeFeed = settings.changeEvents ? new ChangeFeed(this, 'ChangeFeed', this.parts) : undefined;
    this.changeFeed = changeFeed;
    const management = new ManagementApi(this, 'Management', { ...this.parts, exampleUrl: guarded.exampleUrl });
    startTasks(this, { settings, management, usagePlans: guarded.usagePlans });
    this.managementApi = management.api;
    this.managementFunctions = management.functions;
    this.authorizerFunction = this.guarded.authorizer.handler;
    const api = (this.api = guarded.api);
    this.usageFunction = settings.usage ? new UsageFromLog(this, 'Usage', { ...this.parts, api }).handler : undefined;
    this.alarms = new Observability(this, 'Observability', { settings, guarded, management, changeFeed }).alarms;
    this.table = credentials.table;
    this.userPool = issuer.userPool;
    this.portalUrl = people && portalUrlOf(management.api);
    this.operatorClient = issuer.operatorClient;
    this.issuer = issuer.issuer;
    this.tokenUrl = issuer.tokenUrl;
    if (settings.outputs) addAddresses(this, issuer);
  }

  /**
   * URL of the guarded API's stage, without a slash at its end. A function behind the API can have it in its environment.
   * Of an API with several stages it is the URL of `api.deploymentStage`. A custom domain name is not in it.
   */
  get apiUrl(): string {
    return stageUrl(this.api);
  }

  /**
   * With `changeEvents`: the EventBridge bus that gets every event of the audit trails (docs/events.md). Without it the synth
   * fails, as a rule without a bus would be one of the default bus.
   */
  get eventBus(): IEventBus {
    return this.changeFeed?.bus ?? failSynth('eventBus needs changeEvents: true, which makes the bus');
  }

  /** URL of the management API. It ends in `/v1`. */
  get managementUrl(): string {
    return stageUrl(this.managementApi);
  }

  /**
   * Adds a method to a resource of the guarded API and puts a door before it. Call it instead of `addMethod`, once per
   * method. `ANY` takes every method that the resource does not have. As with `addMethod`, a method of a `{proxy+}`
   * below the root is added to the root too, behind the same door. The resource may also be one of an import of the API,
   * in a nested stack for example.
   *
   * @example
   * sallyport.protect(orders, 'GET', integration, { scope: 'read:orders' }); // an API key or a token
   * sallyport.protect(orders, 'POST', integration, { scope: 'write:orders', door: 'cognito' }); // a first-party token
   * sallyport.protect(sallyport.api.root.addResource('whoami'), 'GET', integration, { scope: null }); // no scope
   * sallyport.protect(orders, 'PUT', integration, { scope: { allOf: ['read:orders', 'write:orders'] } }); // both
   */
  // eslint-disable-next-line max-params -- addMethod's own three, and the door
  protect(resource: IResource, method: string, integration: Integration, options: ProtectOptions<Scope>): Method {
    return this.guarded.protect({ resource, method }, integration, options);
  }

  /**
   * Adds a method that anyone may call without a credential, such as a health check. It has no door, and its function
   * gets no principal. A method that neither `protect` nor `open` added fails the synth; on an `api` that you passed it
   * only gets a warning, or nothing if it has an authorizer.
   *
   * @example
   * sallyport.open(sallyport.api.root.addResource('health'), 'GET', integration);
   */
  // eslint-disable-next-line max-params -- addMethod's own four
  open(resource: IResource, method: string, integration: Integration, options: OpenOptions = {}): Method {
    return this.guarded.open({ resource, method }, integration, options);
  }

  /**
   * Makes a first-party client: an OAuth client for a service of your own team. Routes with a `cognito` door take its
   * tokens. Read its secret with `aws cognito-idp describe-user-pool-client`.
   *
   * @param id Unique among the first-party clients. With `outputs` the stack has an output `<id>ClientId`.
   * @example
   * const billing = sallyport.addClient('Billing', { scopes: ['read:orders'] });
   * const clientId = billing.userPoolClientId;
   */
  addClient(id: string, options: FirstPartyClientOptions<Scope>): UserPoolClient {
    const client = this.parts.issuer.addFirstPartyClient(id, options);
    if (this.parts.settings.outputs) addOutputs(this, { [`${id}ClientId`]: client.userPoolClientId });
    return client;
  }

  /**
   * Makes a token cache: an endpoint that returns a client's cached token until three quarters of its lifetime. A
   * Sallyport can have one. Its stack gets an API, a function and a table more. Of the props of the Sallyport
   * `webAclArn`, `securityPolicy`, `removalPolicy` (for logs), `cloudWatchRole` and `outputs` apply to the cache as well, and
   * so do those about network, processor, tracing and logs of functions, about KMS keys and about alarms.
   *
   * @example
   * import { CfnOutput } from 'aws-cdk-lib';
   *
   * const cache = sallyport.addTokenCache({ throttleRate: 20, throttleBurst: 40 });
   * new CfnOutput(stack, 'WhereClientsFetchTokens', { value: cache.tokenUrl });
   */
  addTokenCache(options: TokenCacheOptions = {}): TokenCache {
    if (this.node.tryFindChild('TokenCache'))
      failSynth(`${this.node.path} already has a token cache; call addTokenCache once and keep what it returns`);
    if (!isObject(options)) invalid('the argument of addTokenCache', options, 'an object such as { throttleRate: 20 }');
    return new TokenCache(this, 'TokenCache', { ...options, parts: this.parts });
  }
}
