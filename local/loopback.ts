/**
 * Replaces AWS's addresses by the addresses of this run. The issuer stays as it is: tokens carry it as a name and
 * verifiers compare it, but no program calls it as an address.
 */

/** An address at AWS and the local address that replaces it. */
export interface StandIn {
  /** `https://…`, without a slash at its end. */
  readonly platform: string;
  readonly local: string;
}

/** Rewrites a value that is one of AWS's addresses or a URL below it; every other value stays as it is. */
export function toLoopback(value: string, standIns: readonly StandIn[]): string {
  const standIn = standIns.find(({ platform }) => value === platform || value.startsWith(`${platform}/`));
  return standIn === undefined ? value : standIn.local + value.slice(standIn.platform.length);
}

/** The addresses of a user pool: its token endpoint, and what lies below its issuer, but not the issuer itself. */
export function poolStandIns(
  pool: { readonly spec: { readonly issuer: string; readonly poolId: string }; readonly hosts: readonly string[] },
  url: string,
): StandIn[] {
  const wellKnown = '/.well-known';
  return [
    { platform: pool.spec.issuer + wellKnown, local: `${url}/${pool.spec.poolId}${wellKnown}` },
    ...pool.hosts.map((host) => ({ platform: `https://${host}`, local: url })),
  ];
}
