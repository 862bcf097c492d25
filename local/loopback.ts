/**
 * Replaces AWS's addresses by the addresses of this run. The issuer stays as it is: tokens carry it as a name and
 * verifiers compare it, but no program calls it as an address.
 */

/** An address at AWS and the local address that replaces it. */
export interface AddressReplacement {
  /** `https://…`, without a slash at its end. */
  readonly aws: string;
  readonly local: string;
}

/** Rewrites a value that is one of AWS's addresses or a URL below it; every other value stays as it is. */
export function toLoopback(value: string, replacements: readonly AddressReplacement[]): string {
  const replacement = replacements.find(({ aws }) => value === aws || value.startsWith(`${aws}/`));
  return replacement === undefined ? value : replacement.local + value.slice(replacement.aws.length);
}

/** The addresses of a user pool: its token endpoint, and what lies below its issuer, but not the issuer itself. */
export function poolReplacements(
  pool: { readonly spec: { readonly issuer: string; readonly poolId: string }; readonly hosts: readonly string[] },
  url: string,
): AddressReplacement[] {
  const wellKnown = '/.well-known';
  return [
    { aws: pool.spec.issuer + wellKnown, local: `${url}/${pool.spec.poolId}${wellKnown}` },
    ...pool.hosts.map((host) => ({ aws: `https://${host}`, local: url })),
  ];
}
