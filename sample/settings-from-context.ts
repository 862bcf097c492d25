/**
 * Reads the settings from CDK context: from cdk.json, or from `-c name=value`, where every value is a string. A value
 * of the wrong type and an unknown name stop the synth. Whether a value is allowed is checked by the construct.
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import type { OrdersStackProps } from './orders-stack';

/** Returns the props that context sets. `name` and `scopes` are required. */
export function settingsFromContext(node: Node): OrdersStackProps {
  const read = new ContextReader(node);
  const settings = {
    name: read.string('name') ?? refuse('name', undefined, 'a string'),
    scopes: read.scopes('scopes') ?? refuse('scopes', undefined, SCOPES_FORMAT),
    keyPrefix: read.string('keyPrefix'),
    earlierKeyPrefixes: read.list('earlierKeyPrefixes'),
    environment: read.oneOf('environment', { live: 'live', test: 'test' } as const),
    revocationDelay: read.seconds('revocationDelay'),
    removalPolicy: read.oneOf('removalPolicy', { retain: RemovalPolicy.RETAIN, destroy: RemovalPolicy.DESTROY }),
    tokenDomainPrefix: read.string('tokenDomainPrefix'),
    corsOrigins: read.list('corsOrigins'),
    publicRevocation: read.oneOf('publicRevocation', { true: true, false: false }),
    usage: read.oneOf('usage', { true: true, false: false }),
    changeEvents: read.oneOf('changeEvents', { true: true, false: false }),
    webAclArn: read.string('webAclArn'),
    alarmEmail: read.string('alarmEmail'),
    alarmTopicArn: read.string('alarmTopicArn'),
    cloudWatchRole: read.oneOf('cloudWatchRole', { true: true, false: false }),
    tokenCache: read.oneOf('tokenCache', { true: true, false: false }),
    portal: read.oneOf('portal', { true: {}, false: false } as const),
  };
  refuseUnknown(node, Object.keys(settings));
  return dropUndefined(settings);
}

/** Without this check a misspelt name would silently leave the setting at its default. */
function refuseUnknown(node: Node, settings: readonly string[]): void {
  const context = node.getAllContext() as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(context).find((key) => !settings.includes(key) && !isOfCdk(key));
  if (unknown !== undefined)
    throw new Error(
      `context ${unknown} is not a setting; allowed: ${settings.join(', ')}, and the context keys of the CDK`,
    );
}

/** Keys of the CDK: feature flags (`@aws-cdk/…`), keys that the CLI sets (`aws:…`, `cli-telemetry`), look-ups (`ssm:…`). */
const isOfCdk = (key: string): boolean =>
  /^@|^aws|:/.test(key) || ['acknowledged-issue-numbers', 'cli-telemetry'].includes(key);

const SCOPES_FORMAT = 'an object of strings, such as {"read:orders": "Read orders"}';

class ContextReader {
  constructor(private readonly node: Node) {}

  string(key: string): string | undefined {
    const value = this.value(key);
    return value === undefined || typeof value === 'string' ? value : refuse(key, value, 'a string');
  }

  seconds(key: string): Duration | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0)
      return refuse(key, value, 'whole seconds, 0 to 3600');
    return Duration.seconds(seconds);
  }

  oneOf<T>(key: string, choices: Readonly<Record<string, T>>): T | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const asked = typeof value === 'boolean' || typeof value === 'string' ? String(value).toLowerCase() : undefined;
    const name = Object.keys(choices).find((choice) => choice === asked);
    return name === undefined ? refuse(key, value, Object.keys(choices).join(' or ')) : choices[name];
  }

  list(key: string): readonly string[] | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const items = typeof value === 'string' ? value.split(',') : value;
    return isStrings(items) ? items : refuse(key, value, 'a list of strings');
  }

  scopes(key: string): Readonly<Record<string, string>> | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const object: unknown = typeof value === 'string' ? parse(value) : value;
    const entries =
      typeof object === 'object' && object !== null && !Array.isArray(object) ? Object.entries(object) : [];
    if (entries.length === 0 || !isStrings(entries.map(([, description]: [string, unknown]) => description)))
      return refuse(key, value, SCOPES_FORMAT);
    return Object.fromEntries(entries.map(([name, description]: [string, unknown]) => [name, String(description)]));
  }

  private value(key: string): unknown {
    return this.node.tryGetContext(key) as unknown;
  }
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(key: string, value: unknown, allowed: string): never {
  throw new Error(`context ${key} is ${JSON.stringify(value) ?? 'missing'}; allowed: ${allowed}`);
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
const dropUndefined = <T extends object>(object: T): Defined<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
