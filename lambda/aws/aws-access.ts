/**
 * Where a service of AWS answers and with which credentials a function calls it, from the environment variables that
 * Lambda sets and the ones that the AWS SDKs know. Source: AWS SDKs and Tools Reference Guide, "Service-specific
 * endpoints", "Dual-stack and FIPS endpoints"; Lambda Developer Guide, "Defined runtime environment variables".
 */
import { InvariantError } from '../domain/outcome';
import type { Variables } from './environment';
import type { Credentials } from './signature';

/** Each partition: how its Regions begin, and the domains of its endpoints. */
const PARTITIONS: readonly { readonly regions: RegExp; readonly domain: string; readonly dualStack: string }[] = [
  { regions: /^cn-/, domain: 'amazonaws.com.cn', dualStack: 'api.amazonwebservices.com.cn' },
  { regions: /^eusc-/, domain: 'amazonaws.eu', dualStack: 'api.amazonwebservices.eu' },
  { regions: /^us-iso-/, domain: 'c2s.ic.gov', dualStack: 'api.aws.ic.gov' },
  { regions: /^us-isob-/, domain: 'sc2s.sgov.gov', dualStack: 'api.aws.scloud' },
  { regions: /^eu-isoe-/, domain: 'cloud.adc-e.uk', dualStack: 'api.cloud-aws.adc-e.uk' },
  { regions: /^us-isof-/, domain: 'csp.hci.ic.gov', dualStack: 'api.aws.hci.ic.gov' },
];
/** Of all other Regions, those of GovCloud too. */
const COMMERCIAL = { domain: 'amazonaws.com', dualStack: 'api.aws' };

const URL_WITHOUT_PATH = /^https?:\/\/[^/?#@\s]+\/?$/i;
/** One label of a host name (RFC 1123 section 2.1): nothing in it can lead a request to another host. */
const REGION = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

const isOn = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

/** The services, and the end of the variable that has a service's endpoint: its name for the SDKs. */
const SERVICES = { apigateway: 'API_GATEWAY', dynamodb: 'DYNAMODB' } as const;

/** The service's endpoint, for example `https://dynamodb.eu-central-1.amazonaws.com/`. It has no path. */
export function endpointOf(service: keyof typeof SERVICES, variables: Variables): URL {
  const { AWS_ENDPOINT_URL: everyService, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: ignored } = variables;
  const own = `AWS_ENDPOINT_URL_${SERVICES[service]}`;
  const isDualStack = isOn(variables.AWS_USE_DUALSTACK_ENDPOINT);
  const isFips = isOn(variables.AWS_USE_FIPS_ENDPOINT);
  // As for the SDKs, an empty variable is one that is not set.
  const configured = variables[own] || everyService;
  if (configured && !isOn(ignored)) {
    if (isFips || isDualStack)
      throw new InvariantError(
        `${own} or AWS_ENDPOINT_URL is set together with FIPS or dual stack, which it overrides`,
      );
    if (URL.canParse(configured) && URL_WITHOUT_PATH.test(configured)) return new URL(configured);
    throw new InvariantError(`Environment variable ${own} or AWS_ENDPOINT_URL is not an HTTP URL without a path`);
  }
  const region = regionOf(variables);
  const { domain, dualStack } = PARTITIONS.find(({ regions }) => regions.test(region)) ?? COMMERCIAL;
  // The ordinary endpoints of DynamoDB in GovCloud use validated cryptography, and have no names of their own for it.
  const isValidated = service === 'dynamodb' && region.startsWith('us-gov-') && !isDualStack;
  const suffix = isFips && !isValidated ? '-fips' : '';
  return new URL(`https://${service}${suffix}.${region}.${isDualStack ? dualStack : domain}`);
}

/** The credentials of the function's role. Lambda sets them once in the life of a process. */
export const credentialsOf = (variables: Variables): Credentials => ({
  accessKeyId: required(variables, 'AWS_ACCESS_KEY_ID'),
  secretAccessKey: required(variables, 'AWS_SECRET_ACCESS_KEY'),
  sessionToken: variables.AWS_SESSION_TOKEN,
});

export function regionOf(variables: Variables): string {
  const region = required(variables, 'AWS_REGION');
  if (REGION.test(region)) return region;
  throw new InvariantError('Environment variable AWS_REGION is not the name of a Region');
}

function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (value === undefined || value === '')
    throw new InvariantError(`Environment variable ${name} is not set, which Lambda sets in every function`);
  return value;
}
