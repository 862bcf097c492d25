/**
 * Turns the platform's addresses into those of this run, and nothing else: the issuer stays the real one, because
 * it is a name that tokens carry and verifiers compare, not an address anybody calls.
 */

/** An address of the platform and what stands in for it here. */
export interface StandIn {
  /** `https://…`, without a slash at its end. */
  readonly platform: string;
  readonly local: string;
}

/** Rewrites a value that is a URL below one of the platform's addresses; every other value stays as it is. */
export function toLoopback(value: string, standIns: readonly StandIn[]): string {
  const standIn = standIns.find(({ platform }) => value === platform || value.startsWith(`${platform}/`));
  return standIn === undefined ? value : standIn.local + value.slice(standIn.platform.length);
}

/** Of a user pool: its token endpoint, and what lies below its issuer, but never the bare issuer. */
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
