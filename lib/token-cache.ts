/**
 * A token endpoint that returns a client's cached token until three quarters of its lifetime, and then fetches a new
 * one. It saves requests to Cognito, which charges for every token and answers at most 150 token requests a second in
 * an AWS account and Region. Cached tokens can be fetched again, so the table is neither backed up nor retained.
 */
import { acknowledgeOpen } from './rest-api/gateway-authorizers';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { CACHE_TABLE_SCHEMA } from '../lambda/aws/dynamodb/table-schema';
import { bundleOf, HandlerFunction } from './functions/function';
import { CACHE_ACTIONS, KEY_WRITES, keyPermissions, tablePermissions } from './functions/function-actions';
import { nameOfApi } from './names';
import { serverErrorAlarm } from './alarms/observability';
import { addOutputs } from './outputs';
import type { Parts } from './parts';
import { ProblemResponses } from './rest-api/problem-responses';
import { HouseRestApi } from './rest-api/rest-api';
import { encryptionWith } from './state/credential-table';
import { type NamesOf, refuseUnknown } from './cdk/known-names';
import { checkWhole } from './cdk/synth-errors';
import type { Settings } from './settings';
import { stageUrl } from './rest-api/stages';

/**
 * Options of `addTokenCache`.
 *
 * @example
 * sallyport.addTokenCache({ throttleRate: 20, throttleBurst: 40 });
 */
export interface TokenCacheOptions {
  /**
   * Requests a second that all clients together may make. Cognito's 150 token requests a second are shared by all user
   * pools of the AWS account in the Region, so a lower rate leaves some of them to other pools.
   * @default 50
   */
  readonly throttleRate?: number;
  /**
   * Requests that may come at the same moment, above the rate.
   * @default 100
   */
  readonly throttleBurst?: number;
}

export interface TokenCacheProps extends TokenCacheOptions {
  readonly parts: Parts;
}

/**
 * A cache in front of the token endpoint of a Sallyport. `addTokenCache` of `Sallyport` makes it. Clients that use
 * Cognito's own endpoint are served as before.
 *
 * @example
 * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
 * import { Topic } from 'aws-cdk-lib/aws-sns';
 *
 * const cache = sallyport.addTokenCache();
 * for (const alarm of cache.alarms) alarm.addAlarmAction(new SnsAction(new Topic(stack, 'CacheAlarms')));
 */
export class TokenCache extends Construct {
  /** The API of the cache. Its stage is `api.deploymentStage`. */
  readonly api: RestApi;
  /** URL where clients fetch tokens. It takes the client-credentials requests that Cognito's own endpoint takes. */
  readonly tokenUrl: string;
  /** One alarm, on 5xx answers. It does as the props of the Sallyport about alarms say. */
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { parts, ...options }: TokenCacheProps) {
    super(scope, id);
    this.api = this.makeApi(parts, throttleOf(options));
    this.serve(this.makeFunction(parts, this.makeTable(parts.settings)));
    this.tokenUrl = `${stageUrl(this.api)}/oauth2/token`;
    this.alarms = [
      serverErrorAlarm(this, 'Errors', {
        api: this.api,
        ofWhom: 'The token cache',
        settings: parts.settings,
      }),
    ];
    if (parts.settings.outputs) addOutputs(this, { CachedTokenUrl: this.tokenUrl });
  }

  private makeApi({ settings, logRole }: Parts, throttle: { rate: number; burst: number }): HouseRestApi {
    const api = new HouseRestApi(this, 'Api', {
      name: nameOfApi(this, settings, 'tokens'),
      description: `${settings.name}: a cache before the token endpoint`,
      stageName: 'prod',
      throttle,
      settings,
      logRole,
    });
    new ProblemResponses(this, 'Problems', { api, realm: 'tokens', corsOrigins: [] });
    return api;
  }

  private makeTable({ tableEncryptionKey }: Settings): TableV2 {
    return new TableV2(this, 'Table', {
      partitionKey: { name: CACHE_TABLE_SCHEMA.partitionKey, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: encryptionWith(tableEncryptionKey, Stack.of(this)),
      timeToLiveAttribute: CACHE_TABLE_SCHEMA.ttlAttribute,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeFunction(parts: Parts, cache: TableV2): HandlerFunction {
    const { settings, credentials, issuer } = parts;
    return new HandlerFunction(this, 'Token', {
      description: `${settings.name}: gives out cached tokens, and fetches new ones`,
      bundle: bundleOf('token'),
      timeout: Duration.seconds(10),
      environment: {
        TABLE_NAME: credentials.table.tableName,
        CACHE_TABLE_NAME: cache.tableName,
        TOKEN_URL: issuer.tokenUrl,
        BOOTSTRAP_OPERATOR: issuer.operatorClient.userPoolClientId,
      },
      permissions: [
        ...tablePermissions('token', parts),
        { actions: CACHE_ACTIONS, resource: cache.tableArn },
        ...keyPermissions(settings.tableEncryptionKey, KEY_WRITES),
      ],
      parts,
    });
  }

  private serve(handler: HandlerFunction): void {
    const method = this.api.root
      .resourceForPath('/oauth2/token')
      .addMethod('POST', new LambdaIntegration(handler, { allowTestInvoke: false }), {
        requestValidator: this.api.addRequestValidator('Validator', {
          validateRequestBody: true,
          validateRequestParameters: true,
        }),
      });
    acknowledgeOpen(
      method,
      'Open on purpose: it is a token endpoint, and the request itself holds the client’s secret.',
    );
  }
}

const OPTIONS: NamesOf<TokenCacheOptions> = { throttleRate: true, throttleBurst: true };

function throttleOf(options: TokenCacheOptions): { rate: number; burst: number } {
  refuseUnknown('an option of addTokenCache()', options, OPTIONS);
  const { throttleRate: rate = 50, throttleBurst: burst = 100 } = options;
  for (const [option, value] of Object.entries({ throttleRate: rate, throttleBurst: burst }))
    checkWhole(`${option} of addTokenCache`, value, {});
  return { rate, burst };
}
