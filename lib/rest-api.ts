/**
 * What Sallyport's REST APIs have in common: regional, throttled, traced, with an access log that says who called which
 * route and never holds a header, a query or a body.
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
 * The fields of a line of the access log. Their values come from API Gateway and the authorizer, not from the caller.
 * `requestId` is the id that problems, events and the functions' logs have for the same request. Only `amznRequestId`
 * may be chosen by the caller, and only as a UUID: for any other text the log shows an id that API Gateway made
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html).
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
  /**
   * Name of the API. It is the dimension of the API's CloudWatch metrics, so two APIs of one name would share alarms.
   */
  readonly name: string;
  readonly description: string;
  readonly stageName: string;
  /** For the whole stage: `rate` in requests a second, `burst` in requests at the same moment. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /**
   * Throttles of single methods, by path and method.
   * @default - only the throttle of the stage
   */
  readonly methodOptions?: StageOptions['methodOptions'];
  readonly removalPolicy: RemovalPolicy;
  /**
   * ARN of the web ACL to associate with the stage.
   * @default - no web ACL
   */
  readonly webAclArn?: string | undefined;
  /**
   * API Gateway's role for writing logs, if this stack makes it: the stage depends on it.
   * @default - the AWS account already has the role
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
    // RestApi adds an output of its own, but only the prop `outputs` decides which outputs the stack has.
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
    const reason =
      'A web ACL costs money and is the deployer’s choice: the prop webAclArn associates one with the stage.';
    acknowledge(this.deploymentStage, { 'AwsSolutions-APIG3': reason });
  }
}

/** URL of the API's stage, without a slash at its end. */
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
