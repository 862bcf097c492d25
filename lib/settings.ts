/**
 * What a deployer may set, checked at synth. A wrong value stops the synth with its name, the value and what
 * is allowed, so that nobody learns of it from a half-done deployment.
 */
import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { isScope, KEY_PREFIX, SCOPE_MAX_LENGTH } from '../lambda/http/grammar';

export interface SallyportProps<Scope extends string = string> {
  /** The API's name: 2 to 40 lower-case letters, digits and hyphens. Names the OAuth scopes (`<name>/read:orders`). */
  readonly name: string;
  /** Every scope of the API, each with a description of 1 to 256 characters; at most 100, as Cognito allows. */
  readonly scopes: Readonly<Record<Scope, string>>;
  /**
   * First part of every presented key: 2 to 10 lower-case letters and digits.
   * @default 'sp'
   */
  readonly keyPrefix?: string;
  /**
   * Second part of every presented key; a key of the other environment is refused.
   * @default 'live'
   */
  readonly environment?: 'live' | 'test';
  /**
   * How long a revoked, expired or shrunk credential may go on working: the authorizer cache's lifetime, whole
   * seconds, at most one hour. Above 0 only the `Authorization` header is taken.
   * @default Duration.seconds(0) - every request is decided afresh
   */
  readonly revocationDelay?: Duration;
  /**
   * The API to guard; must belong to the same stack.
   * @default - a regional REST API is made, with access logs, tracing and a stage throttle
   */
  readonly api?: RestApi;
  /**
   * Origins of web pages that may call the APIs, such as `https://app.example.com`, or `*`. With more than one
   * origin the gateway's own error answers carry no CORS header, as they cannot choose between origins.
   * @default - none: no preflight is answered and no CORS header is sent
   */
  readonly corsOrigins?: readonly string[];
  /**
   * Whether anyone who holds a leaked key may end it with `POST /revocations`.
   * @default true
   */
  readonly publicRevocation?: boolean;
  /**
   * A regional WAFv2 web ACL, put before each API that this construct makes.
   * @default - no web ACL
   */
  readonly webAclArn?: string;
  /**
   * What becomes of table, user pool and logs when they leave the stack: RETAIN or DESTROY. RETAIN also
   * protects table and pool from deletion.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Prefix of the token endpoint's domain, unique in the Region across all AWS accounts.
   * @default - the name and eight characters of the stack's id
   */
  readonly tokenDomainPrefix?: string;
  /**
   * Concurrent executions set aside for the authorizer. It is also the most the authorizer gets.
   * @default - none set aside, no limit but the account's
   */
  readonly reservedConcurrency?: number;
  /**
   * Whether to give API Gateway its role for writing logs. The setting belongs to the AWS account and Region:
   * needed once in an account that has none, and it replaces one that is there.
   * @default false - the account's setting is left alone
   */
  readonly cloudWatchRole?: boolean;
}

/** Props with every default filled in. */
export type Settings = Readonly<
  Omit<Required<SallyportProps>, 'api' | 'webAclArn' | 'tokenDomainPrefix' | 'reservedConcurrency'>
> &
  Pick<SallyportProps, 'api' | 'webAclArn' | 'tokenDomainPrefix' | 'reservedConcurrency'>;

/** Fills in the defaults and refuses what could not work. */
export function settingsOf(props: SallyportProps): Settings {
  const settings: Settings = {
    ...props,
    keyPrefix: props.keyPrefix ?? 'sp',
    environment: props.environment ?? 'live',
    revocationDelay: props.revocationDelay ?? Duration.seconds(0),
    corsOrigins: props.corsOrigins ?? [],
    publicRevocation: props.publicRevocation ?? true,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    cloudWatchRole: props.cloudWatchRole ?? false,
  };
  checkNames(settings);
  checkScopes(settings.scopes);
  checkLimits(settings);
  settings.corsOrigins.forEach((origin) => demand(isOrigin(origin), 'corsOrigins', origin, ORIGIN_FORM));
  return settings;
}

/** Fails the synth, in the caller's words. */
export function invalid(prop: string, value: unknown, allowed: string): never {
  throw new Error(`Sallyport: ${prop} is ${JSON.stringify(value) ?? String(value)}; allowed: ${allowed}`);
}

const demand = (holds: boolean, prop: string, value: unknown, allowed: string): void => {
  if (!holds) invalid(prop, value, allowed);
};

const ORIGIN_FORM = '* or scheme and host of a page, such as https://app.example.com';
const NAME = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
const DOMAIN_PREFIX = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const REFUSED_IN_DOMAIN = /aws|amazon|cognito/;
const WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:[^:]*:regional\/webacl\//;

function checkNames({ name, keyPrefix, environment, tokenDomainPrefix }: Settings): void {
  demand(NAME.test(name), 'name', name, '2 to 40 lower-case letters, digits and hyphens, beginning with a letter');
  demand(KEY_PREFIX.test(keyPrefix), 'keyPrefix', keyPrefix, '2 to 10 lower-case letters and digits');
  demand(['live', 'test'].includes(environment), 'environment', environment, "'live' or 'test'");
  if (tokenDomainPrefix === undefined) {
    const allowed =
      'a name without "aws", "amazon" and "cognito", which Cognito refuses in a domain; or set tokenDomainPrefix';
    demand(!REFUSED_IN_DOMAIN.test(name), 'name', name, allowed);
  } else if (!Token.isUnresolved(tokenDomainPrefix)) {
    const fits = DOMAIN_PREFIX.test(tokenDomainPrefix) && !REFUSED_IN_DOMAIN.test(tokenDomainPrefix);
    const allowed = '1 to 63 lower-case letters, digits and inner hyphens, without "aws", "amazon" and "cognito"';
    demand(fits, 'tokenDomainPrefix', tokenDomainPrefix, allowed);
  }
}

function checkScopes(scopes: Readonly<Record<string, string>>): void {
  const names = Object.keys(scopes);
  demand(names.length >= 1 && names.length <= 100, 'number of scopes', names.length, '1 to 100');
  const grammar = `verb:resource, as in read:orders, at most ${SCOPE_MAX_LENGTH} lower-case letters, digits, ".", "_" and "-"`;
  for (const [scope, description] of Object.entries(scopes)) {
    demand(isScope(scope), 'a scope', scope, grammar);
    const described = typeof description === 'string' && description.length >= 1 && description.length <= 256;
    demand(described, `the description of scope ${scope}`, description, '1 to 256 characters');
  }
}

function checkLimits({ revocationDelay, removalPolicy, reservedConcurrency, webAclArn }: Settings): void {
  const milliseconds = revocationDelay.toMilliseconds();
  const whole = milliseconds % 1000 === 0 && milliseconds <= 3_600_000;
  demand(whole, 'revocationDelay', revocationDelay.toHumanString(), 'whole seconds, 0 to 3600');
  const removable = removalPolicy === RemovalPolicy.RETAIN || removalPolicy === RemovalPolicy.DESTROY;
  demand(removable, 'removalPolicy', removalPolicy, 'RemovalPolicy.RETAIN or RemovalPolicy.DESTROY');
  const concurrency = reservedConcurrency ?? 1;
  demand(Number.isInteger(concurrency) && concurrency >= 1, 'reservedConcurrency', reservedConcurrency, '1 or more');
  const acl = webAclArn === undefined || Token.isUnresolved(webAclArn) || WEB_ACL.test(webAclArn);
  demand(acl, 'webAclArn', webAclArn, 'the ARN of a regional WAFv2 web ACL');
}

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}
