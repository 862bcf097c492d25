/** The TLS policies that an API of Sallyport's own may have, as texts: older versions of `aws-cdk-lib` do not list them. */

/**
 * Those of Regional APIs that take TLS 1.2 at least
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html).
 */
export const SECURITY_POLICIES = [
  'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
  'SecurityPolicy_TLS13_1_2_PQ_2025_09',
  'SecurityPolicy_TLS13_1_3_2025_09',
  'SecurityPolicy_TLS13_1_3_FIPS_2025_09',
] as const;

export type RegionalSecurityPolicy = (typeof SECURITY_POLICIES)[number];

/** Of the policies for edge-optimized APIs the one that is most like the first above: TLS 1.2 and 1.3 with forward secrecy. */
export const EDGE_POLICY = 'SecurityPolicy_TLS12_PFS_2025_EDGE';
