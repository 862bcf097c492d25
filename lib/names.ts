/**
 * Names that an AWS account and Region have once: those of APIs, which are dimensions of metrics, and of the namespace of
 * Sallyport's own metric. The same app can stand there several times, in several stacks, and a stack can hold several
 * Sallyports.
 */
import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { originOf, outerStackOf } from './cdk/origin';
import type { Parts } from './parts';
import { failSynth } from './cdk/synth-errors';
import type { Settings } from './settings';

/** Name of an API, for example `orders-live-management (Shop)` in the stack `Shop`. */
export const nameOfApi = (scope: Construct, settings: Settings, kind = ''): string =>
  `${nameOf(settings)}${kind && `-${kind}`} (${outerStackOf(scope).stackName})`;

export const metricNamespace = (scope: Construct, settings: Settings): string =>
  `Sallyport/${outerStackOf(scope).stackName}/${nameOf(settings)}`;

/**
 * How the value of each native key of API Gateway begins, for example `3f2a…-orders-live`: at most 56 characters. A value
 * exists once in an account and Region. The hash stands first, has one length, and is of all that tells Sallyports apart. So no
 * prefix begins another one, although `orders-live` begins `orders-live-test`; else a sweep would take the other's for its own.
 */
export function nativeKeyPrefix(scope: Construct, settings: Settings): string {
  const identity = JSON.stringify([outerStackOf(scope).stackName, settings.name, settings.environment]);
  return `${createHash('sha256').update(identity).digest('hex').slice(0, 10)}-${nameOf(settings)}`;
}

const nameOf = ({ name, environment }: Settings): string => `${name}-${environment}`;

/** What a Sallyport has alone in its stack. Members are only compared, so another version may have other types. */
type Names = Readonly<
  Record<'api' | 'apiName' | 'tokenDomain', unknown> &
    Partial<Record<'peopleDomain' | 'table' | 'userPool' | 'name', unknown>>
>;

/** From the registry of all symbols, so that two copies of this package in one app see each other's Sallyports. */
const NAMES: unique symbol = Symbol.for('sallyport.names');

/** Gives a Sallyport its names. Refuses one whose names another Sallyport in the same stack has. */
export function claimNames(sallyport: Construct, parts: NamedParts): void {
  const { settings } = parts;
  const own = namesFor(sallyport, parts);
  for (const other of outerStackOf(sallyport).node.findAll()) {
    const theirs = namesOf(other);
    if (theirs === undefined) continue;
    const { path } = other.node;
    if (settings.api !== undefined && theirs.api === own.api)
      failSynth(`${path} already guards ${settings.api.node.path}; protect its routes with that one`);
    if (theirs.apiName === own.apiName)
      failSynth(
        `${path} has the name ${settings.name} and the environment ${settings.environment} too, so their APIs and metrics ` +
          'would have the same names; give one of them another name or environment',
      );
    refuseSameState(path, own, theirs);
    refuseSameDomain(path, { own, theirs, name: settings.name });
  }
  Object.defineProperty(sallyport, NAMES, { value: own });
}

type NamedParts = Pick<Parts, 'settings' | 'credentials' | 'issuer'>;

/** Table and pool by what stands for them in the template, as there may be two imports of one. */
function namesFor(sallyport: Construct, { settings, credentials, issuer }: NamedParts): Names {
  const stack = Stack.of(sallyport);
  const named = (value: string): string => originOf(value, stack) ?? JSON.stringify(stack.resolve(value));
  return {
    api: settings.api,
    apiName: nameOf(settings),
    // A user pool with a tokenUrl has a domain already.
    tokenDomain: settings.tokenUrl === undefined ? domainOf(sallyport, settings) : undefined,
    peopleDomain: settings.portal ? `${domainOf(sallyport, settings)}-people` : undefined,
    table: named(credentials.table.tableArn),
    userPool: named(issuer.userPool.userPoolId),
    name: settings.name,
  };
}

/** A prefix exists once in a Region. */
function refuseSameDomain(path: string, { own, theirs, name }: { own: Names; theirs: Names; name: string }): void {
  const taken = [theirs.tokenDomain, theirs.peopleDomain].filter((domain) => domain !== undefined);
  for (const [what, domain] of [
    ['token domain', own.tokenDomain],
    ['domain for signing in', own.peopleDomain],
  ] as const)
    if (taken.some((other) => other === domain))
      failSynth(
        `the ${what} of ${path} would have the same prefix, which is made from the name ${name} and the stack; ` +
          'give one of them a tokenDomainPrefix of its own',
      );
}

/** Two Sallyports in one table would share accounts and operators; in one user pool they need different resource servers. */
function refuseSameState(path: string, own: Names, theirs: Names): void {
  if (theirs.table === own.table) failSynth(`${path} has the same table; give each Sallyport a table of its own`);
  if (theirs.userPool !== own.userPool) return;
  if (theirs.name === own.name)
    failSynth(`${path} has the same user pool and the name ${String(own.name)} too; give one of them another name`);
  if (own.tokenDomain !== undefined && theirs.tokenDomain !== undefined)
    failSynth(`${path} makes the domain of the same user pool, which can have one; pass its tokenUrl to the other one`);
}

function namesOf(construct: IConstruct): Names | undefined {
  if (!(NAMES in construct)) return undefined;
  const names: unknown = construct[NAMES];
  const isNames =
    typeof names === 'object' && names !== null && 'api' in names && 'apiName' in names && 'tokenDomain' in names;
  return isNames ? names : undefined;
}

const domainOf = (scope: IConstruct, { name, tokenDomainPrefix }: Settings): string =>
  tokenDomainPrefix ?? `${name} ${Stack.of(scope).node.path}`;
