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
import { bundleOf, HandlerFunction } from '../functions/function';
import { type ManagementEndpoint, managementEndpoints } from './management-endpoints';
import { environmentOf, isOfPeople, permissionsOf, runsTasks } from './management-function';
import { nameOfApi } from '../names';
import type { Parts } from '../parts';
import { Portal, portalThrottles } from './portal';
import { withOnePermission } from '../rest-api/one-permission';
import { ProblemResponses } from '../rest-api/problem-responses';
import { HouseRestApi } from '../rest-api/rest-api';

/** Of functions that also run scheduled tasks: requests end within half of it, the tasks need all of it. */
const TASK_TIMEOUT = Duration.seconds(60);

/** Smaller answers become no shorter. */
const COMPRESS_FROM = 1024;

export interface ManagementApiProps extends Parts {
  /** A route of the guarded API, which the portal shows a call of. */
  readonly exampleUrl: string;
}

/**
 * A nested stack: its 180 resources would leave room for few routes in a stack, which may have 500 resources. What
 * holds data stays in the outer stack.
 */
export class ManagementApi extends NestedStack {
  readonly api: HouseRestApi;
  /** The only function that touches the machines' user pool. */
  readonly clients: HandlerFunction;
  /** By their names, `clients` included. Without public revocation there is no `revocations`. */
  readonly functions: Readonly<Partial<Record<ManagementFunction, HandlerFunction>>>;
  private readonly authorizer: CognitoUserPoolsAuthorizer;
  private readonly validator: RequestValidator;

  constructor(scope: Construct, id: string, props: ManagementApiProps) {
    const { settings, issuer, people } = props;
    super(scope, id, { description: `${settings.name}: the management API of Sallyport` });
    const all = managementEndpoints().filter((endpoint) => isServed(endpoint, settings));
    this.api = this.makeApi(props, all);
    new ProblemResponses(this, 'Problems', { api: this.api, realm: 'management', corsOrigins: [] });
    this.authorizer = cognitoAuthorizer(this, 'Operators', issuer.userPool, ...(people ? [people.userPool] : []));
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
      this.serve(own, handler, props);
    }
    this.functions = functions;
    const { api, validator } = this;
    if (people && settings.portal)
      new Portal(this, 'Portal', { ...props, api, validator, people, portal: settings.portal });
  }

  private makeApi({ settings, logRole }: Parts, endpoints: readonly ManagementEndpoint[]): HouseRestApi {
    return new HouseRestApi(this, 'Api', {
      name: nameOfApi(this, settings, 'management'),
      description: `${settings.name}: manages accounts and their credentials`,
      stageName: 'v1',
      throttle: { rate: settings.managementThrottleRate, burst: settings.managementThrottleBurst },
      methodThrottles: {
        ...Object.fromEntries(
          endpoints.flatMap(({ method, path, throttle }) => (throttle ? [[`${path}/${method}`, throttle]] : [])),
        ),
        ...(settings.portal && portalThrottles(settings.portal)),
      },
      compressFrom: settings.portal ? COMPRESS_FROM : undefined,
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

  private serve(endpoints: readonly ManagementEndpoint[], handler: HandlerFunction, parts: Parts): void {
    const integration = endpoints.some(({ function: name }) => isOfPeople(name))
      ? withOnePermission(handler, this.api)
      : new LambdaIntegration(handler, { allowTestInvoke: false });
    for (const { method, path, scopes, people } of endpoints) {
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
          authorizationScopes: scopesOf(scopes, people !== undefined, parts),
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

const isServed = ({ path, function: name }: ManagementEndpoint, { publicRevocation, portal }: Parts['settings']) =>
  (publicRevocation || path !== '/revocations') && (portal !== false || !isOfPeople(name));

/** As tokens name them. A method without any would take ID tokens. */
const scopesOf = (scopes: readonly string[], isForPeople: boolean, { issuer, people }: Parts): string[] => [
  ...scopes.map((scope) => `${issuer.managementServer}/${scope}`),
  ...(people && isForPeople ? [`${people.server}/${people.scope}`] : []),
];
