/**
 * The management API, built from its endpoints' declarations: one function for each resource, and an authorizer with
 * scopes on every method but the open ones.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, NestedStack, Stage } from 'aws-cdk-lib';
import { type CognitoUserPoolsAuthorizer, LambdaIntegration, type RequestValidator } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { MANAGEMENT_FUNCTIONS, type ManagementFunction } from '../../lambda/management/management-functions';
import { acknowledgeOpen, cognitoAuthorizer } from '../rest-api/gateway-authorizers';
import { bundleOf, HandlerFunction, type Permission } from '../functions/function';
import {
  credentialsPermission,
  DAILY_ACTIONS,
  indexPermission,
  nativeKeyPermissions,
  PLAN_MARK_ACTIONS,
  POOL_ACTIONS,
  tablePermissions,
} from '../functions/function-actions';
import { hasDailyTask } from './issuer-tasks';
import { type ManagementEndpoint, managementEndpoints } from './management-endpoints';
import { nameOfApi } from '../names';
import { importedKeysVariable } from '../state/imported-keys';
import type { Parts } from '../parts';
import { ProblemResponses } from '../rest-api/problem-responses';
import { HouseRestApi } from '../rest-api/rest-api';

/** Of functions that also run scheduled tasks: requests end within half of it, the tasks need all of it. */
const TASK_TIMEOUT = Duration.seconds(60);

/**
 * A nested stack: its 180 resources would leave room for few routes in a stack, which may have 500 resources. What
 * holds data stays in the outer stack.
 */
export class ManagementApi extends NestedStack {
  readonly api: HouseRestApi;
  /** The only function that touches the user pool. */
  readonly clients: HandlerFunction;
  /** By their names, `clients` included. Without public revocation there is no `revocations`. */
  readonly functions: Readonly<Partial<Record<ManagementFunction, HandlerFunction>>>;
  private readonly authorizer: CognitoUserPoolsAuthorizer;
  private readonly validator: RequestValidator;

  constructor(scope: Construct, id: string, props: Parts) {
    const { settings, issuer } = props;
    super(scope, id, { description: `${settings.name}: the management API of Sallyport` });
    const all = managementEndpoints()
      .filter(({ path }) => settings.publicRevocation || path !== '/revocations')
      .filter(({ function: name }) => name !== 'members');
    this.api = this.makeApi(props, all);
    new ProblemResponses(this, 'Problems', { api: this.api, realm: 'management', corsOrigins: [] });
    this.authorizer = cognitoAuthorizer(this, 'Operators', issuer.userPool);
    this.validator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    this.clients = this.makeFunction('clients', props);
    const functions: Partial<Record<ManagementFunction, HandlerFunction>> = {};
    for (const name of MANAGEMENT_FUNCTIONS) {
      const own = all.filter((endpoint) => endpoint.function === name);
      if (own.length === 0) continue;
      const handler = name === 'clients' ? this.clients : this.makeFunction(name, props);
      functions[name] = handler;
      this.serve(own, handler, issuer.managementServer);
    }
    this.functions = functions;
  }

  private makeApi({ settings, logRole }: Parts, endpoints: readonly ManagementEndpoint[]): HouseRestApi {
    return new HouseRestApi(this, 'Api', {
      name: nameOfApi(this, settings, 'management'),
      description: `${settings.name}: manages accounts and their credentials`,
      stageName: 'v1',
      throttle: { rate: settings.managementThrottleRate, burst: settings.managementThrottleBurst },
      methodThrottles: Object.fromEntries(
        endpoints.flatMap(({ method, path, throttle }) => (throttle ? [[`${path}/${method}`, throttle] as const] : [])),
      ),
      settings,
      logRole,
    });
  }

  private makeFunction(name: ManagementFunction, parts: Parts): HandlerFunction {
    const { settings } = parts;
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    return new HandlerFunction(this, id, {
      description: `${settings.name}: the management API’s ${name}`,
      bundle: name === 'catalogue' ? this.catalogueBundle(settings.scopes) : bundleOf(name),
      timeout: runsTasks(name, settings) ? TASK_TIMEOUT : settings.managementTimeout,
      environment: environmentOf(name, parts),
      permissions: permissionsOf(name, parts),
      memorySize: settings.managementMemorySize,
      parts,
    });
  }

  private serve(endpoints: readonly ManagementEndpoint[], handler: HandlerFunction, server: string): void {
    const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
    for (const { method, path, scopes } of endpoints) {
      const resource = this.api.root.resourceForPath(path);
      if (scopes === 'open') {
        const made = resource.addMethod(method, integration, { requestValidator: this.validator });
        acknowledgeOpen(
          made,
          'Open on purpose: it serves a public document, or the body of the request must hold the key itself.',
        );
      } else
        resource.addMethod(method, integration, {
          requestValidator: this.validator,
          authorizer: this.authorizer,
          authorizationScopes: scopes.map((scope) => `${server}/${scope}`),
        });
    }
  }

  /** The scopes' descriptions do not fit into environment variables, so they are a file beside the function's code. */
  private catalogueBundle(scopes: Readonly<Record<string, string>>): string {
    const text = JSON.stringify(scopes);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const folder = join(Stage.of(this)?.assetOutdir ?? tmpdir(), `catalogue-${hash}`);
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(bundleOf('catalogue'), 'index.js'), join(folder, 'index.js'));
    writeFileSync(join(folder, 'scopes.json'), text);
    return folder;
  }
}

/** The functions that show usage, and `verify`, which notes it. Without the variable a deployment counts none. */
const WITH_USAGE: readonly ManagementFunction[] = ['accounts', 'keys', 'clients', 'verify'];
/** Those that show plans, check one, or mark and tell API Gateway who has one. */
const WITH_PLANS: readonly ManagementFunction[] = ['accounts', 'keys', 'clients', 'catalogue'];

const runsTasks = (name: ManagementFunction, settings: Parts['settings']): boolean =>
  name === 'clients' || (name === 'keys' && hasDailyTask(settings));

function environmentOf(
  name: ManagementFunction,
  { settings, credentials, issuer, plans }: Parts,
): Record<string, string> {
  const all = {
    TABLE_NAME: credentials.table.tableName,
    KEY_PREFIX: settings.keyPrefix,
    ENVIRONMENT: settings.environment,
  };
  const imported = READ_KEYS.includes(name) ? importedKeysVariable(settings) : {};
  if (name === 'revocations') return { ...all, ...imported };
  return {
    ...all,
    ...imported,
    SCOPES: Object.keys(settings.scopes).join(' '),
    ISSUER: issuer.issuer,
    MANAGEMENT_RESOURCE_SERVER: issuer.managementServer,
    BOOTSTRAP_OPERATOR: issuer.operatorClient.userPoolClientId,
    ...(settings.usage && WITH_USAGE.includes(name) && { USAGE: 'counted' }),
    ...(name === 'keys' && { ...lifetimesOf(settings), ...(hasDailyTask(settings) && dailyRulesOf(settings)) }),
    ...(WITH_PLANS.includes(name) && plans?.environment),
    ...(name === 'clients' && {
      USER_POOL_ID: issuer.userPool.userPoolId,
      ACCOUNTS_RESOURCE_SERVER: issuer.accountsServer,
      KEY_SET_URL: issuer.keySetUrl,
    }),
    ...(name === 'verify' && { KEY_SET_URL: issuer.keySetUrl, RESOURCE_SERVERS: issuer.guardedServers.join(' ') }),
  };
}

/** The functions to which callers send a presented key. */
const READ_KEYS: readonly ManagementFunction[] = ['keys', 'revocations', 'verify'];

const lifetimesOf = ({ defaultKeyLifetime, maxKeyLifetime }: Parts['settings']): Record<string, string> => ({
  ...(defaultKeyLifetime && { DEFAULT_KEY_LIFETIME_DAYS: String(defaultKeyLifetime.toDays()) }),
  ...(maxKeyLifetime && { MAX_KEY_LIFETIME_DAYS: String(maxKeyLifetime.toDays()) }),
});

const dailyRulesOf = ({ expiryNoticeDays, defaultKeyInactivity }: Parts['settings']): Record<string, string> => ({
  ...(expiryNoticeDays.length > 0 && { EXPIRY_NOTICE_DAYS: expiryNoticeDays.join(' ') }),
  ...(defaultKeyInactivity && { INACTIVITY_DAYS: String(defaultKeyInactivity.toDays()) }),
});

function permissionsOf(name: ManagementFunction, parts: Parts): readonly Permission[] {
  const { settings, credentials, issuer, plans } = parts;
  if (name === 'keys') {
    const isDaily = hasDailyTask(settings);
    return [
      ...tablePermissions(name, parts, [...(plans ? [PLAN_MARK_ACTIONS] : []), ...(isDaily ? [DAILY_ACTIONS] : [])]),
      credentialsPermission(credentials, 'key'),
      ...(isDaily ? [indexPermission(credentials)] : []),
    ];
  }
  const own = tablePermissions(name, parts);
  if (name === 'accounts') return [...own, indexPermission(credentials)];
  if (name === 'clients')
    return [
      ...own,
      indexPermission(credentials),
      credentialsPermission(credentials, 'client'),
      { actions: POOL_ACTIONS, resource: issuer.userPool.userPoolArn },
      ...(plans === undefined ? [] : nativeKeyPermissions()),
    ];
  return own;
}
