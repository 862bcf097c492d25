/**
 * CORS where a page in a browser calls the API: which methods answer a preflight, and a warning where a page could call
 * but not read why API Gateway refused.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { CfnMethod, IntegrationType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { isOfType, partsOf } from '../cdk/parts-of-api';
import { membersOf, propertiesOf } from '../cdk/rendered';
import { warn } from '../cdk/warnings';

/** Only an OPTIONS method that API Gateway itself answers; one with a backend needs a door like any other method. */
export function isPreflight(method: CfnResource): boolean {
  const { HttpMethod, Integration } = propertiesOf(method);
  return HttpMethod === 'OPTIONS' && membersOf(Integration).Type === IntegrationType.MOCK;
}

/** The origin that API Gateway's own answers name: a gateway response belongs to the whole API, and can name one. */
export const originOfErrors = (corsOrigins: readonly string[]): string | undefined =>
  corsOrigins.length === 1 ? corsOrigins[0] : undefined;

/**
 * Warns of an API that pages may call whose error answers name no origin. That a gateway response copies the request's
 * `Origin` would name every origin, and is no remedy
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-gateway-response-using-the-console.html).
 */
export function warnOfUnreadableErrors(api: RestApi, corsOrigins: readonly string[]): void {
  if (originOfErrors(corsOrigins) !== undefined) return;
  const answersPreflights = partsOf(api, isOfType(CfnMethod)).some(isPreflight);
  if (corsOrigins.length === 0 && !answersPreflights) return;
  const cdn =
    'put a CDN in front that sets Access-Control-Allow-Origin on every answer, or that serves pages and API under one host';
  const [cause, remedy] =
    corsOrigins.length === 0
      ? [
          'answers preflights and corsOrigins is not set',
          `Set corsOrigins to the page’s origin; for several origins ${cdn}`,
        ]
      : [
          `has ${corsOrigins.length} corsOrigins and such an answer can name one`,
          `Set corsOrigins: ['*'], as a page needs a credential all the same; or ${cdn}`,
        ];
  warn(
    api,
    'sallyport:errorsWithoutCors',
    `${api.node.path} ${cause}, so what API Gateway itself answers (401, 403, 429, 503 and others) has no CORS header: a page ` +
      `in a browser sees a network error in place of the answer. ${remedy}.`,
  );
}
