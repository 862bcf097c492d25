/**
 * Names that an AWS account and Region have once: those of APIs, which are dimensions of metrics, and of the namespace of
 * Sallyport's own metric. The same app can stand there several times, in several stacks, and a stack can hold several
 * Sallyports.
 */
import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { outerStackOf } from './cdk/origin';
import { sharedBy } from './parts';
import { failSynth, type Settings } from './settings';

/** Name of an API, for example `orders-live-management (Shop)` in the stack `Shop`. */
export const nameOfApi = (scope: Construct, settings: Settings, kind = ''): string =>
  `${nameOf(settings)}${kind && `-${kind}`} (${outerStackOf(scope).stackName})`;

export const metricNamespace = (scope: Construct, settings: Settings): string =>
  `Sallyport/${outerStackOf(scope).stackName}/${nameOf(settings)}`;

const nameOf = ({ name, environment }: Settings): string => `${name}-${environment}`;

/** Refuses a Sallyport whose names another one in the same stack has. */
export function refuseSameNames(sallyport: Construct, settings: Settings): void {
  for (const other of outerStackOf(sallyport).node.findAll()) {
    const others = sharedBy(other)?.settings;
    if (others === undefined) continue;
    const { path } = other.node;
    if (settings.api !== undefined && others.api === settings.api)
      failSynth(`${path} already guards ${settings.api.node.path}; protect its routes with that one`);
    if (nameOf(others) === nameOf(settings))
      failSynth(
        `${path} has the name ${settings.name} and the environment ${settings.environment} too, so their APIs and metrics ` +
          'would have the same names; give one of them another name or environment',
      );
    if (domainOf(other, others) === domainOf(sallyport, settings))
      failSynth(
        `the token domain of ${path} would have the same prefix, which is made from the name ${settings.name} and the stack; ` +
          'give one of them a tokenDomainPrefix of its own',
      );
  }
}

const domainOf = (scope: IConstruct, { name, tokenDomainPrefix }: Settings): string =>
  tokenDomainPrefix ?? `${name} ${Stack.of(scope).node.path}`;
