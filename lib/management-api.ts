/**
 * The management API, made of the route table: one function a resource of it, an authorizer and scopes on every
 * method but the open ones.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Stage } from 'aws-cdk-lib';
import { type CognitoUserPoolsAuthorizer, LambdaIntegration, type RequestValidator } from 'aws-cdk-lib/aws-apigateway';
import { Construct, type IDependable } from 'constructs';
import { ACTIONS } from '../lambda/core/policy';
import { MANAGEMENT_FUNCTIONS, type ManagementFunction, ROUTES, type Route } from '../lambda/http/routes';
import { cognitoAuthorizer } from './cognito-authorizer';
import type { CredentialTable } from './credential-table';
import { bundleOf, HandlerFunction, type Permission } from './function';
import { acknowledgeOpen } from './guarded-api';
import { ProblemResponses } from './problem-responses';
import { HouseRestApi } from './rest-api';
import type { Settings } from './settings';
import { INDEX_ACTIONS, TABLE_ACTIONS } from './table-actions';
import type { TokenIssuer } from './token-issuer';

export interface ManagementApiProps {
  readonly settings: Settings;
  readonly credentials: CredentialTable;
  readonly issuer: TokenIssuer;
  readonly logRole: IDependable | undefined;
}

/** Anyone on the internet may call it, so it gets a small share of the stage. */
const REVOCATION_THROTTLE = { '/revocations/POST': { throttlingRateLimit: 10, throttlingBurstLimit: 20 } };

export class ManagementApi extends Construct {
  readonly api: HouseRestApi;
  private readonly authorizer: CognitoUserPoolsAuthorizer;
  private readonly validator: RequestValidator;

  constructor(scope: Construct, id: string, props: ManagementApiProps) {
    super(scope, id);
    const { settings, issuer } = props;
    this.api = this.makeApi(props);
    new ProblemResponses(this, 'Problems', { api: this.api, realm: 'management', corsOrigins: [] });
    this.authorizer = cognitoAuthorizer(this, 'Operators', issuer.userPool);
    this.validator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const routes: readonly Route[] = ROUTES.filter(({ path }) => settings.publicRevocation || path !== '/revocations');
    for (const name of MANAGEMENT_FUNCTIONS) {
      const own = routes.filter((route) => route.function === name);
      if (own.length > 0) this.serve(own, this.makeFunction(name, props), issuer.managementServer);
    }
  }

  private makeApi({ settings, logRole }: ManagementApiProps): HouseRestApi {
    return new HouseRestApi(this, 'Api', {
      name: `${settings.name}-${settings.environment}-management`,
      description: `${settings.name}: manages accounts and their credentials`,
      stageName: 'v1',
      throttle: { rate: 100, burst: 200 },
      ...(settings.publicRevocation && { methodOptions: REVOCATION_THROTTLE }),
      removalPolicy: settings.removalPolicy,
      webAclArn: settings.webAclArn,
      logRole,
    });
  }

  private makeFunction(
    name: ManagementFunction,
    { settings, credentials, issuer }: ManagementApiProps,
  ): HandlerFunction {
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    return new HandlerFunction(this, id, {
      description: `${settings.name}: the management API’s ${name}`,
      bundle: name === 'catalogue' ? this.catalogueBundle(settings.scopes) : bundleOf(name),
      timeout: Duration.seconds(10),
      environment: environmentOf(name, { settings, credentials, issuer }),
      permissions: permissionsOf(name, credentials),
      removalPolicy: settings.removalPolicy,
    });
  }

  private serve(routes: readonly Route[], handler: HandlerFunction, server: string): void {
    const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
    for (const { method, path, action } of routes) {
      const resource = this.api.root.resourceForPath(path);
      if (action === 'open') {
        const made = resource.addMethod(method, integration, { requestValidator: this.validator });
        acknowledgeOpen(
          made,
          'Open on purpose: it serves a public document, or proof of holding a key is in the body.',
        );
      } else
        resource.addMethod(method, integration, {
          requestValidator: this.validator,
          authorizer: this.authorizer,
          authorizationScopes: ACTIONS[action].map((scope) => `${server}/${scope}`),
        });
    }
  }

  /** The scopes' descriptions do not fit in an environment, so they lie beside the function's code. */
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

type Parts = Pick<ManagementApiProps, 'credentials' | 'issuer' | 'settings'>;

function environmentOf(name: ManagementFunction, { settings, credentials, issuer }: Parts): Record<string, string> {
  const all = {
    TABLE_NAME: credentials.table.tableName,
    KEY_PREFIX: settings.keyPrefix,
    ENVIRONMENT: settings.environment,
  };
  if (name === 'revocations') return all;
  return {
    ...all,
    SCOPES: Object.keys(settings.scopes).join(' '),
    ISSUER: issuer.issuer,
    MANAGEMENT_RESOURCE_SERVER: issuer.managementServer,
    BOOTSTRAP_OPERATOR: issuer.operatorClient.userPoolClientId,
    ...(name === 'verify' && { KEY_SET_URL: issuer.keySetUrl, RESOURCE_SERVERS: issuer.guardedServers.join(' ') }),
  };
}

function permissionsOf(name: ManagementFunction, { table, indexArn }: CredentialTable): readonly Permission[] {
  const own = { actions: TABLE_ACTIONS[name], resource: table.tableArn };
  return name === 'accounts' ? [own, { actions: INDEX_ACTIONS, resource: indexArn }] : [own];
}
