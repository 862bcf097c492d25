/** What a coverage says of a property: `served`, or one of the reasons why it has no effect on a request. */
export const SERVED = 'served';

/** Why a property and all in it is not served, of those that many apps have. */
const REFUSED: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Method Integration.Credentials': 'the local run calls no AWS service in the name of a role',
  'AWS::ApiGateway::RestApi Body': 'the local run reads no OpenAPI document',
  'AWS::ApiGateway::RestApi Policy': 'the local run does not evaluate the resource policy of an API',
  'AWS::ApiGateway::UsagePlan ApiStages.Throttle': 'the local run has one throttle for all methods of a plan',
  'AWS::DynamoDB::GlobalTable Replicas.ResourcePolicy':
    'the local run does not evaluate the resource policy of a table',
  'AWS::DynamoDB::Table ResourcePolicy': 'the local run does not evaluate the resource policy of a table',
  'AWS::Lambda::Alias RoutingConfig': 'the local run has one version of a function',
  'AWS::Lambda::Function Code.ImageUri': 'the local run runs no container images',
  'AWS::Lambda::Function Layers': 'the local run has no layers',
};

/** Why a property is not served; of one without a reason of its own, that the local run does not know it. */
export function whyRefused(type: string, path: string): string {
  const place = `${type} ${path}.`;
  const known = Object.keys(REFUSED).find((one) => place.startsWith(`${one}.`));
  return REFUSED[known ?? ''] ?? 'the local run does not know this property';
}

/** `served`, a reason, or a coverage for each inner property; for a list, for each inner property of its elements. */
export type Coverage = string | { readonly [property: string]: Coverage };

export const DESCRIBES = 'describes the resource to people';
export const OPERATES = 'observes requests and answers none';
export const KEEPS = 'protects or restores data that is stored at AWS';
export const SIGN_IN = 'the local sign-in asks for no password and sends no message';
export const FRONT = 'stands in front of the API and does not exist on loopback';
export const CACHES = 'the local run asks the integration for each answer';
export const DEPLOYS = 'says when a change is deployed; a local run serves the template as it is';
