/**
 * A REST API as both of ours are: regional, throttled, traced, with an access log that names who called what
 * and never holds a header, query or body.
 */
import type { RemovalPolicy } from 'aws-cdk-lib';
import { Fn, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct, IDependable } from 'constructs';
import { acknowledge } from './acknowledge';
import { LOG_RETENTION } from './function';

/**
 * What a line of the access log holds: the gateway's own and the authorizer's, none the caller's text. `requestId` is
 * the id that problems, events and the functions' logs know the request by. Only of `amznRequestId` a caller may have
 * the choice, and only as a UUID: of another form the log shows a replacement (Developer Guide, access logging for
 * REST APIs).
 */
const ACCESS_LOG = {
  requestId: '$context.extendedRequestId',
  amznRequestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  responseType: '$context.error.responseType',
  accountId: '$context.authorizer.accountId',
  credentialId: '$context.authorizer.credentialId',
  clientId: '$context.authorizer.claims.client_id',
  authorizerLatency: '$context.authorizer.latency',
  integrationLatency: '$context.integration.latency',
  latency: '$context.responseLatency',
} as const;

export interface HouseRestApiProps {
  /** The API's name, by which CloudWatch keeps its metrics: two APIs of one name would share their alarms. */
  readonly name: string;
  readonly description: string;
  readonly stageName: string;
  /** Requests a second, and at once, for the whole stage. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** @default - only the stage's throttle */
  readonly methodOptions?: StageOptions['methodOptions'];
  readonly removalPolicy: RemovalPolicy;
  /** @default - none */
  readonly webAclArn?: string | undefined;
  /**
   * What must exist before the stage may write logs.
   * @default - the account has its log role
   */
  readonly logRole?: IDependable | undefined;
}

export class HouseRestApi extends RestApi {
  constructor(scope: Construct, id: string, props: HouseRestApiProps) {
    const accessLog = new LogGroup(scope, `${id}AccessLog`, {
      retention: LOG_RETENTION,
      removalPolicy: props.removalPolicy,
    });
    super(scope, id, {
      restApiName: props.name,
      description: props.description,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: {
        stageName: props.stageName,
        throttlingRateLimit: props.throttle.rate,
        throttlingBurstLimit: props.throttle.burst,
        ...(props.methodOptions && { methodOptions: props.methodOptions }),
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        tracingEnabled: true,
      },
    });
    // The construct's own output; which addresses a stack tells is the deployer's to say.
    this.node.tryRemoveChild('Endpoint');
    if (props.logRole) this.deploymentStage.node.addDependency(props.logRole);
    if (props.webAclArn === undefined) this.acknowledgeNoWebAcl();
    else
      new CfnWebACLAssociation(this, 'WebAcl', {
        resourceArn: this.deploymentStage.stageArn,
        webAclArn: props.webAclArn,
      });
  }

  private acknowledgeNoWebAcl(): void {
    const reason = 'A web ACL costs money and is the deployer’s choice: the webAclArn prop puts one before the stage.';
    acknowledge(this.deploymentStage, { 'AwsSolutions-APIG3': reason });
  }
}

/** The stage's URL without a slash at its end. */
export function stageUrl(api: RestApi): string {
  const { region, urlSuffix } = Stack.of(api);
  return Fn.join('', [
    'https://',
    api.restApiId,
    '.execute-api.',
    region,
    '.',
    urlSuffix,
    '/',
    api.deploymentStage.stageName,
  ]);
}
