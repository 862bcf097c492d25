/**
 * The access log of a guarded API: what a line of it says, and a warning for a stage whose log does not say who called.
 * A line never holds a header, a query or a body.
 */
import { AccessLogFormat, CfnStage, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { isOfType, partsOf } from '../cdk/parts-of-api';
import { membersOf, propertiesOf } from '../cdk/rendered';
import { warn } from '../cdk/warnings';

/** What tells who called at the doors `any`, `key` and `token`. */
const CALLER = {
  accountId: '$context.authorizer.accountId',
  credentialId: '$context.authorizer.credentialId',
} as const;

/** What the usage function reads (`lambda/usage/access-line.ts`). */
export const COUNTED_FIELDS = {
  requestId: '$context.extendedRequestId',
  time: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  responseType: '$context.error.responseType',
  ...CALLER,
  /** Under whose own native key the request is counted; the gateway refuses a request over its quota. */
  budgetId: '$context.authorizer.budgetId',
} as const;

/**
 * The fields of a line. Their values come from API Gateway and the authorizer, not from the caller. `requestId` is the id
 * that problems, events and the functions' logs have for the same request. Only `amznRequestId` may be chosen by the
 * caller, and only as a UUID: for any other text the log shows an id that API Gateway made
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html).
 */
const FIELDS = {
  ...COUNTED_FIELDS,
  amznRequestId: '$context.requestId',
  sourceIp: '$context.identity.sourceIp',
  clientId: '$context.authorizer.claims.client_id',
  authorizerLatency: '$context.authorizer.latency',
  integrationLatency: '$context.integration.latency',
  latency: '$context.responseLatency',
} as const;

/** A line is a JSON object of one text for each field; `-` stands for what a request does not have. */
export const accessLogFormat = (): AccessLogFormat => AccessLogFormat.custom(JSON.stringify(FIELDS));

/** Warns of each stage of the API whose access log is missing, or does not say who called. */
export function warnOfAccessLogs(api: RestApi): void {
  for (const stage of partsOf(api, isOfType(CfnStage))) {
    const lack = lackOf(stage);
    if (lack !== undefined)
      warn(
        stage,
        'sallyport:accessLogWithoutCaller',
        `${stage.node.path} has ${lack}: no record says which account, key or client called ${api.node.path}, which the ` +
          'runbook looks up after a leak. Set accessLogDestination: new LogGroupLogDestination(logGroup) and ' +
          'accessLogFormat: Sallyport.accessLogFormat(), in deployOptions of a RestApi or in the props of a Stage.',
      );
  }
}

function lackOf(stage: CfnStage): string | undefined {
  const { DestinationArn: destination, Format: format } = membersOf(propertiesOf(stage).AccessLogSetting);
  if (destination === undefined || format === undefined) return 'no access log';
  // Of a format that only the deployment knows, such as a parameter, a synth cannot tell.
  if (typeof format !== 'string') return undefined;
  const lacking = Object.values(CALLER).filter((variable) => !format.includes(variable));
  return lacking.length === 0 ? undefined : `an access log without ${lacking.join(' and ')}`;
}
