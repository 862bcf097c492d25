/**
 * Two doors in front of an API: access tokens and API keys, one idea of who is calling and what they may do.
 * The facade a deployer sees; each part of it stands in a file of its own.
 */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Integration, IResource, Method, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IUserPool, IUserPoolClient, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { CredentialTable } from './credential-table';
import { GuardedApi, type OpenOptions, type ProtectOptions } from './guarded-api';
import { LogRole } from './log-role';
import { ManagementApi } from './management-api';
import { Observability } from './observability';
import { share } from './parts';
import { stageUrl } from './rest-api';
import { type SallyportProps, settingsOf } from './settings';
import { type FirstPartyClientOptions, TokenIssuer } from './token-issuer';

/**
 * Puts doors before the methods of a REST API, and makes what they need: the table, the token issuer, the
 * authorizer and the management API.
 */
export class Sallyport<Scope extends string = string> extends Construct {
  /** The guarded API: add resources to it, then `protect` or `open` their methods. */
  readonly api: RestApi;
  /** The API that manages accounts, keys and clients. */
  readonly managementApi: RestApi;
  /** Holds every account and credential; keys as hashes only. */
  readonly table: ITableV2;
  /** Issues the access tokens. */
  readonly userPool: IUserPool;
  /** The client whose tokens administer every account; its secret is read with `describe-user-pool-client`. */
  readonly operatorClient: IUserPoolClient;
  /** Where clients fetch tokens; a `TokenCache` has another address for the same. */
  readonly tokenUrl: string;
  /** Alarms on faults, failed tasks, throttles and 5xx; give them actions to be told. */
  readonly alarms: readonly Alarm[];
  private readonly guarded: GuardedApi;
  private readonly outputs: boolean;
  private readonly issuer: TokenIssuer;

  constructor(scope: Construct, id: string, props: SallyportProps<Scope>) {
    super(scope, id);
    const settings = settingsOf(props);
    const credentials = new CredentialTable(this, 'Credentials', settings.removalPolicy);
    const issuer = new TokenIssuer(this, 'Issuer', settings);
    const logRole = settings.cloudWatchRole ? new LogRole(this, 'LogRole') : undefined;
    const parts = { settings, credentials, issuer, logRole };
    this.guarded = new GuardedApi(this, 'Guarded', parts);
    const management = new ManagementApi(this, 'Management', parts);
    this.managementApi = management.api;
    this.alarms = new Observability(this, 'Observability', {
      name: settings.name,
      guardedApi: this.guarded.api,
      managementApi: management.api,
      authorizer: this.guarded.authorizer.handler,
      clients: management.clients,
    }).alarms;
    share(this, parts);
    this.issuer = issuer;
    this.api = this.guarded.api;
    this.table = credentials.table;
    this.userPool = issuer.userPool;
    this.operatorClient = issuer.operatorClient;
    this.tokenUrl = issuer.tokenUrl;
    this.outputs = settings.outputs;
    this.tell({
      ApiUrl: this.apiUrl,
      ManagementUrl: this.managementUrl,
      TokenUrl: this.tokenUrl,
      UserPoolId: this.userPool.userPoolId,
      OperatorClientId: this.operatorClient.userPoolClientId,
    });
  }

  /** The guarded API's URL, without a slash at its end. */
  get apiUrl(): string {
    return stageUrl(this.api);
  }

  /** The management API's URL; it ends in `/v1`. */
  get managementUrl(): string {
    return stageUrl(this.managementApi);
  }

  /**
   * Adds a method to a resource of the guarded API and puts a door before it. As `addMethod` does, it adds a method of
   * a `{proxy+}` below the root to the root as well, behind the same door.
   */
  // eslint-disable-next-line max-params -- addMethod's own three, and the door
  protect(resource: IResource, method: string, integration: Integration, options: ProtectOptions<Scope>): Method {
    return this.guarded.protect({ resource, method }, integration, options);
  }

  /**
   * Adds a method that anyone may call, such as a health check: it has no door, and its function gets no principal.
   * A method that neither this nor `protect` added fails the synth; on an `api` that was passed it is warned of, unless
   * it has an authorizer.
   */
  // eslint-disable-next-line max-params -- addMethod's own four
  open(resource: IResource, method: string, integration: Integration, options: OpenOptions = {}): Method {
    return this.guarded.open({ resource, method }, integration, options);
  }

  /** Makes an OAuth client of the team's own; its tokens open `cognito` doors. */
  addClient(id: string, options: FirstPartyClientOptions<Scope>): UserPoolClient {
    const client = this.issuer.addFirstPartyClient(id, options);
    this.tell({ [`${id}ClientId`]: client.userPoolClientId });
    return client;
  }

  /** On the stack itself, so that the outputs have these very names. */
  private tell(outputs: Readonly<Record<string, string>>): void {
    if (!this.outputs) return;
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(Stack.of(this), name, { value });
  }
}
