/**
 * The TLS that an API takes. Which policies API Gateway has for it goes by the type of its endpoint
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html).
 */
import { CfnRestApi, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { setProperties } from '../cdk/cdk-versions';
import { isOfType } from '../cdk/parts-of-api';
import { membersOf, propertiesOf } from '../cdk/rendered';
import { failSynth } from '../cdk/synth-errors';
import { warn } from '../cdk/warnings';
import type { Settings } from '../settings';
import { EDGE_POLICY, SECURITY_POLICIES } from './security-policies';

/**
 * Sets TLS on the resource itself, because `RestApi` has no prop for it. These policies need an access mode. STRICT takes
 * a request only if its `Host` is the name of the TLS handshake and it came to an endpoint of the API's own type
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html).
 */
export const requireTls = (api: RestApi, securityPolicy: Settings['securityPolicy']): void =>
  setProperties(resourceOf(api), { SecurityPolicy: securityPolicy, EndpointAccessMode: 'STRICT' });

/** Warns of an API that the deployer passed if it takes TLS 1.0, or has a policy that its endpoint cannot have. */
export function warnOfTls(api: RestApi): void {
  const { SecurityPolicy: policy, EndpointConfiguration: endpoint } = propertiesOf(resourceOf(api));
  const type = endpointTypeOf(endpoint);
  if (type === undefined) return;
  if (policy === undefined) warnOfOldTls(api, type);
  else if (typeof policy === 'string') warnOfOtherEndpoint(api, type, policy);
}

type EndpointType = 'EDGE' | 'REGIONAL' | 'PRIVATE';
const DESCRIPTION = { EDGE: 'an edge-optimized API', REGIONAL: 'a Regional API', PRIVATE: 'a private API' } as const;
const TYPES: ReadonlySet<unknown> = new Set(Object.keys(DESCRIPTION));
const isType = (type: unknown): type is EndpointType => TYPES.has(type);

/** Edge-optimized is what an API is that names no type. Undefined if only the deployment knows the type. */
function endpointTypeOf(endpoint: unknown): EndpointType | undefined {
  const { Types: types = ['EDGE'] } = membersOf(endpoint);
  return Array.isArray(types) ? types.find(isType) : undefined;
}

const bestPolicyOf = (type: EndpointType): string => (type === 'EDGE' ? EDGE_POLICY : SECURITY_POLICIES[0]);

const LIVE =
  "An API with live callers begins with 'BASIC': https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html";

/** A private API takes TLS 1.2 and nothing older. */
function warnOfOldTls(api: RestApi, type: EndpointType): void {
  if (type === 'PRIVATE') return;
  warn(
    api,
    'sallyport:securityPolicyNotSet',
    `${api.node.path} has no security policy: API Gateway takes TLS 1.0 for it, as for ${DESCRIPTION[type]} by default. ` +
      'On its CfnRestApi, which is api.node.defaultChild, call ' +
      `addPropertyOverride('SecurityPolicy', '${bestPolicyOf(type)}') and ` +
      `addPropertyOverride('EndpointAccessMode', 'STRICT'). Callers with older TLS are cut off then. ${LIVE}`,
  );
}

/** The names of policies for edge-optimized APIs end in EDGE, and no others do. Legacy policies are of all types. */
function warnOfOtherEndpoint(api: RestApi, type: EndpointType, policy: string): void {
  if (!policy.startsWith('SecurityPolicy_') || policy.endsWith('_EDGE') === (type === 'EDGE')) return;
  warn(
    api,
    'sallyport:securityPolicyOfOtherEndpoint',
    `${api.node.path} is ${DESCRIPTION[type]}, and AWS lists ${policy} for ${type === 'EDGE' ? 'Regional and private' : 'edge-optimized'} ` +
      `APIs alone: the deployment may fail. Set SecurityPolicy to '${bestPolicyOf(type)}', or give the API another ` +
      'endpointConfiguration, for example { types: [EndpointType.REGIONAL] }; an API without one is edge-optimized.',
  );
}

function resourceOf(api: RestApi): CfnRestApi {
  const resource = api.node.defaultChild;
  return isOfType(CfnRestApi)(resource) ? resource : failSynth(`${api.node.path} has no CfnRestApi`);
}
