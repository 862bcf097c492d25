/**
 * A token endpoint that gives a client the token it was given before, as long as that is good for a while: Cognito
 * charges for every token and issues at most 150 a second for a whole AWS account and Region. What it keeps can be
 * fetched again, so its table is neither backed up nor kept.
 */
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { CACHE_TABLE_SCHEMA } from '../lambda/aws/dynamodb/table-schema';
import { bundleOf, HandlerFunction } from './function';
import { CACHE_ACTIONS, TABLE_ACTIONS } from './function-actions';
import { acknowledgeOpen } from './guarded-api';
import { serverErrorAlarm } from './observability';
import { type Parts, sharedBy } from './parts';
import { ProblemResponses } from './problem-responses';
import { HouseRestApi, stageUrl } from './rest-api';
import type { Sallyport } from './sallyport';
import { invalid, isObject } from './settings';

export interface TokenCacheProps {
  /** Whose clients fetch tokens here; must belong to the same stack. Web ACL, logs and outputs are as it has them. */
  readonly sallyport: Sallyport;
  /**
   * Requests a second that all clients together may make. Cognito's 150 a second are for all of an AWS account's
   * pools in the Region, so this also keeps a share of them for others.
   * @default 50
   */
  readonly throttleRate?: number;
  /**
   * Requests that may come at once.
   * @default 100
   */
  readonly throttleBurst?: number;
}

const CACHED = new WeakSet<Sallyport>();

/** Puts a cache before the token endpoint of a Sallyport. Clients that go to Cognito itself are served as before. */
export class TokenCache extends Construct {
  /** Where clients fetch tokens; takes what Cognito's own endpoint takes for client credentials. */
  readonly tokenUrl: string;
  /** An alarm on 5xx; give it actions to be told. */
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: TokenCacheProps) {
    super(scope, id);
    const parts = this.partsOf(props);
    const api = this.makeApi(parts, throttleOf(props));
    this.serve(api, this.makeFunction(parts, this.makeTable()));
    this.tokenUrl = `${stageUrl(api)}/oauth2/token`;
    this.alarms = [
      serverErrorAlarm(this, 'Errors', {
        api,
        says: 'The token cache answers more than 1 % of its requests with 5xx.',
      }),
    ];
    if (parts.settings.outputs) new CfnOutput(Stack.of(this), 'CachedTokenUrl', { value: this.tokenUrl });
  }

  private partsOf(props: TokenCacheProps): Parts {
    if (!isObject(props)) invalid('what a TokenCache is for', props, 'an object with a sallyport');
    const { sallyport } = props;
    const parts = isObject(sallyport) ? sharedBy(sallyport) : undefined;
    if (parts === undefined) return invalid('the sallyport of a TokenCache', typeof sallyport, 'a Sallyport');
    if (Stack.of(sallyport) !== Stack.of(this))
      invalid(
        'the stack of a TokenCache',
        Stack.of(this).node.path,
        `that of its Sallyport, ${Stack.of(sallyport).node.path}`,
      );
    // Their APIs, metrics and outputs would have the same names.
    if (CACHED.has(sallyport)) invalid('the number of TokenCaches of a Sallyport', 2, '1');
    CACHED.add(sallyport);
    return parts;
  }

  private makeApi({ settings, logRole }: Parts, throttle: { rate: number; burst: number }): HouseRestApi {
    const api = new HouseRestApi(this, 'Api', {
      name: `${settings.name}-${settings.environment}-tokens`,
      description: `${settings.name}: a cache before the token endpoint`,
      stageName: 'prod',
      throttle,
      removalPolicy: settings.removalPolicy,
      webAclArn: settings.webAclArn,
      logRole,
    });
    new ProblemResponses(this, 'Problems', { api, realm: 'tokens', corsOrigins: [] });
    return api;
  }

  private makeTable(): TableV2 {
    return new TableV2(this, 'Table', {
      partitionKey: { name: CACHE_TABLE_SCHEMA.partitionKey, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      timeToLiveAttribute: CACHE_TABLE_SCHEMA.ttlAttribute,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeFunction({ settings, credentials, issuer }: Parts, cache: TableV2): HandlerFunction {
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
        { actions: TABLE_ACTIONS.token, resource: credentials.table.tableArn },
        { actions: CACHE_ACTIONS, resource: cache.tableArn },
      ],
      removalPolicy: settings.removalPolicy,
    });
  }

  private serve(api: RestApi, handler: HandlerFunction): void {
    const method = api.root
      .resourceForPath('/oauth2/token')
      .addMethod('POST', new LambdaIntegration(handler, { allowTestInvoke: false }), {
        requestValidator: api.addRequestValidator('Validator', {
          validateRequestBody: true,
          validateRequestParameters: true,
        }),
      });
    acknowledgeOpen(method, 'Open on purpose: a token endpoint; the client’s secret is in the request.');
  }
}

function throttleOf({ throttleRate: rate = 50, throttleBurst: burst = 100 }: TokenCacheProps): {
  rate: number;
  burst: number;
} {
  for (const [prop, value] of Object.entries({ throttleRate: rate, throttleBurst: burst }))
    if (!Number.isInteger(value) || value < 1) invalid(`${prop} of a TokenCache`, value, 'a whole number from 1');
  return { rate, burst };
}
