/**
 * What Sallyport's REST APIs have in common: regional, with current TLS, throttled, traced, with an access log that
 * says who called which route.
 */
import { Size } from 'aws-cdk-lib';
import {
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  type MethodDeploymentOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct, IDependable } from 'constructs';
import { acknowledge } from '../cdk/acknowledge';
import { accessLogFormat } from './access-log';
import { tieDeployments } from './deployments';
import { UNTRACED } from '../functions/function';
import { makeLogGroup } from '../functions/logs';
import { requireTls } from './tls';
import type { Settings } from '../settings';

/** A token bucket of API Gateway. */
export interface Throttle {
  /** Requests a second. */
  readonly rate: number;
  /** Requests that may come at the same moment. */
  readonly burst: number;
}

export interface HouseRestApiProps {
  /**
   * Name of the API. It is the dimension of the API's CloudWatch metrics, so two APIs of one name would share alarms.
   */
  readonly name: string;
  readonly description: string;
  readonly stageName: string;
  /** Of each method by itself: a flood of one method leaves the others their own throttle. */
  readonly throttle: Throttle;
  /**
   * Throttles of single methods, by path and method, such as `/revocations/POST`.
   * @default - every method has `throttle`
   */
  readonly methodThrottles?: Readonly<Record<string, Throttle>>;
  /**
   * Bytes of an answer from which API Gateway compresses it for a caller who takes that.
   * @default - nothing is compressed
   */
  readonly compressFrom?: number | undefined;
  /** What all APIs of a Sallyport have in common: TLS, web ACL, tracing and logs. */
  readonly settings: Settings;
  /**
   * API Gateway's role for writing logs, if this stack makes it: the stage depends on it.
   * @default - the AWS account already has the role
   */
  readonly logRole?: IDependable | undefined;
}

export class HouseRestApi extends RestApi {
  constructor(scope: Construct, id: string, props: HouseRestApiProps) {
    const { webAclArn, securityPolicy, tracing } = props.settings;
    const accessLog = makeLogGroup(scope, `${id}AccessLog`, props.settings);
    super(scope, id, {
      restApiName: props.name,
      description: props.description,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      ...(props.compressFrom !== undefined && { minCompressionSize: Size.bytes(props.compressFrom) }),
      deployOptions: {
        stageName: props.stageName,
        ...settingsOf(props.throttle),
        methodOptions: Object.fromEntries(
          Object.entries(props.methodThrottles ?? {}).map(([method, throttle]) => [method, settingsOf(throttle)]),
        ),
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: accessLogFormat(),
        tracingEnabled: tracing,
      },
    });
    requireTls(this, securityPolicy);
    tieDeployments(this);
    // RestApi adds an output of its own, but only the prop `outputs` decides which outputs the stack has.
    this.node.tryRemoveChild('Endpoint');
    if (props.logRole) this.deploymentStage.node.addDependency(props.logRole);
    if (!tracing) acknowledge(this.deploymentStage, { 'Serverless-APIGWXrayEnabled': UNTRACED });
    if (webAclArn === undefined) this.acknowledgeNoWebAcl();
    else
      new CfnWebACLAssociation(this, 'WebAcl', {
        resourceArn: this.deploymentStage.stageArn,
        webAclArn,
      });
  }

  private acknowledgeNoWebAcl(): void {
    const reason =
      'A web ACL costs money and is the deployer’s choice: the prop webAclArn associates one with the stage.';
    acknowledge(this.deploymentStage, { 'AwsSolutions-APIG3': reason });
  }
}

/** Whole, because the settings of one method replace those of the stage and are not merged with them. */
const settingsOf = ({ rate, burst }: Throttle): MethodDeploymentOptions => ({
  throttlingRateLimit: rate,
  throttlingBurstLimit: burst,
  loggingLevel: MethodLoggingLevel.ERROR,
  dataTraceEnabled: false,
});
