/**
 * What a deployer may set, checked at synth. A wrong value stops the synth with its name, the value and what
 * is allowed, so that nobody learns of it from a half-done deployment.
 */
import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { KEY_PREFIX } from '../lambda/domain/key-format';
import { isScope, SCOPE_MAX_LENGTH } from '../lambda/domain/scopes';

/** What a deployer sets; all but `name` and `scopes` have defaults. */
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
   * The API to guard; must belong to the same stack. It may have methods with guards of their own, and is warned of
   * those that have none. Sallyport declares its gateway responses, so it must have none of the same types.
   * @default - a regional REST API is made, with access logs, tracing and a stage throttle
   */
  readonly api?: RestApi;
  /**
   * Origins of web pages that may call the guarded API, such as `https://app.example.com`, or `*`. Covers preflights and
   * the gateway's own error answers; with more than one origin those carry no CORS header, as they cannot choose between
   * origins. What a Lambda proxy integration answers gets its `Access-Control-Allow-Origin` from its function alone.
   * @default - none: no preflight is answered and no CORS header is sent
   */
  readonly corsOrigins?: readonly string[];
  /**
   * Whether anyone who holds a leaked key may end it with `POST /revocations`.
   * @default true
   */
  readonly publicRevocation?: boolean;
  /**
   * A regional WAFv2 web ACL, put before each API that this construct makes, and before a token cache.
   * @default - no web ACL
   */
  readonly webAclArn?: string;
  /**
   * What becomes of table, user pool and logs when they leave the stack: RETAIN or DESTROY. RETAIN also
   * protects table and pool from deletion. A token cache's table always goes.
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
   * Whether to give API Gateway its role for writing logs. The setting belongs to the AWS account and Region: where
   * there is none the deployment fails without it, and it replaces one that is there. It stays when this is unset again.
   * @default false - the account's setting is left alone
   */
  readonly cloudWatchRole?: boolean;
  /**
   * Whether the stack tells addresses and client ids: ApiUrl, ManagementUrl, TokenUrl, UserPoolId, OperatorClientId,
   * `<id>ClientId` of each first-party client, and CachedTokenUrl of a token cache. The local run needs them. None is a
   * secret.
   * @default false - no outputs
   */
  readonly outputs?: boolean;
}

/** Props with every default filled in. */
export type Settings = Readonly<
  Omit<Required<SallyportProps>, 'api' | 'webAclArn' | 'tokenDomainPrefix' | 'reservedConcurrency'>
> &
  Pick<SallyportProps, 'api' | 'webAclArn' | 'tokenDomainPrefix' | 'reservedConcurrency'>;

/** Fills in the defaults and refuses what could not work. */
export function settingsOf(props: SallyportProps): Settings {
  if (!isObject(props)) invalid('the settings', props, 'an object with at least name and scopes');
  const settings: Settings = {
    ...props,
    keyPrefix: props.keyPrefix ?? 'sp',
    environment: props.environment ?? 'live',
    revocationDelay: props.revocationDelay ?? Duration.seconds(0),
    corsOrigins: props.corsOrigins ?? [],
    publicRevocation: props.publicRevocation ?? true,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    cloudWatchRole: props.cloudWatchRole ?? false,
    outputs: props.outputs ?? false,
  };
  checkKinds(settings);
  checkNames(settings);
  checkScopes(settings.scopes);
  checkLimits(settings);
  checkOrigins(settings.corsOrigins);
  return settings;
}

/** Whether it has properties by name; an app in plain JavaScript may pass anything. */
export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !isList(value);

/** Whether it is an array; tells the compiler nothing, which knows more already. */
export const isList = (value: unknown): boolean => Array.isArray(value);

/** Fails the synth, in the caller's words. */
export function invalid(prop: string, value: unknown, allowed: string): never {
  throw new Error(`Sallyport: ${prop} is ${JSON.stringify(value) ?? String(value)}; allowed: ${allowed}`);
}

const NAME = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
const DOMAIN_PREFIX = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const REFUSED_IN_DOMAIN = /aws|amazon|cognito/;
const SCOPE_FORM = `verb:resource, as in read:orders, of lower-case letters, digits, ".", "_" and "-", at most ${SCOPE_MAX_LENGTH} characters`;
/** What fits in a function's 4 KB of environment beside its other settings. */
const MOST_SCOPE_CHARACTERS = 3000;
const WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:[^:]*:regional\/webacl\//;

/** What the compiler tells an app in TypeScript; one in JavaScript learns it here. */
function checkKinds(settings: Settings): void {
  for (const prop of ['name', 'keyPrefix'] as const)
    if (typeof settings[prop] !== 'string') invalid(prop, settings[prop], 'a text');
  for (const prop of ['publicRevocation', 'cloudWatchRole', 'outputs'] as const)
    if (typeof settings[prop] !== 'boolean') invalid(prop, settings[prop], 'true or false');
  if (!isObject(settings.scopes))
    invalid(
      'scopes',
      settings.scopes,
      'an object of scopes and descriptions, such as { "read:orders": "Read orders" }',
    );
  if (!isList(settings.corsOrigins))
    invalid('corsOrigins', settings.corsOrigins, 'a list of origins, such as ["https://app.example.com"]');
  if (!isObject(settings.revocationDelay) || !('toMilliseconds' in settings.revocationDelay))
    invalid('revocationDelay', settings.revocationDelay, 'a Duration, such as Duration.seconds(60)');
}

function checkNames({ name, keyPrefix, environment, tokenDomainPrefix }: Settings): void {
  if (!NAME.test(name))
    invalid('name', name, '2 to 40 lower-case letters, digits and hyphens, beginning with a letter, not ending in "-"');
  if (!KEY_PREFIX.test(keyPrefix)) invalid('keyPrefix', keyPrefix, '2 to 10 lower-case letters and digits');
  if (!['live', 'test'].includes(environment)) invalid('environment', environment, '"live" or "test"');
  if (tokenDomainPrefix === undefined) {
    if (REFUSED_IN_DOMAIN.test(name))
      invalid(
        'name',
        name,
        'no "aws", "amazon" or "cognito" in it, as Cognito refuses them in a domain; or set tokenDomainPrefix',
      );
  } else if (!Token.isUnresolved(tokenDomainPrefix)) {
    if (!DOMAIN_PREFIX.test(tokenDomainPrefix) || REFUSED_IN_DOMAIN.test(tokenDomainPrefix))
      invalid(
        'tokenDomainPrefix',
        tokenDomainPrefix,
        '1 to 63 lower-case letters, digits and inner hyphens, without "aws", "amazon" and "cognito"',
      );
  }
}

function checkScopes(scopes: Readonly<Record<string, string>>): void {
  const names = Object.keys(scopes);
  const length = names.join(' ').length;
  if (names.length < 1 || names.length > 100) invalid('the number of scopes', names.length, '1 to 100');
  for (const [scope, description] of Object.entries(scopes)) {
    if (!isScope(scope)) invalid('a scope', scope, SCOPE_FORM);
    if (typeof description !== 'string' || description.length < 1 || description.length > 256)
      invalid(`the description of scope ${scope}`, description, '1 to 256 characters');
  }
  if (length > MOST_SCOPE_CHARACTERS)
    invalid('the length of all scopes together', length, `up to ${MOST_SCOPE_CHARACTERS} characters`);
}

function checkOrigins(origins: readonly string[]): void {
  for (const origin of origins)
    if (origin !== '*' && !isOrigin(origin))
      invalid('an origin in corsOrigins', origin, '"*", or scheme and host of a page, such as https://app.example.com');
}

function checkLimits({ revocationDelay, removalPolicy, reservedConcurrency = 1, webAclArn }: Settings): void {
  const milliseconds = revocationDelay.toMilliseconds();
  if (milliseconds % 1000 !== 0 || milliseconds > 3_600_000)
    invalid('revocationDelay', revocationDelay.toHumanString(), 'whole seconds, 0 to 3600');
  if (removalPolicy !== RemovalPolicy.RETAIN && removalPolicy !== RemovalPolicy.DESTROY)
    invalid('removalPolicy', removalPolicy, 'RemovalPolicy.RETAIN or RemovalPolicy.DESTROY');
  if (!Number.isInteger(reservedConcurrency) || reservedConcurrency < 1)
    invalid('reservedConcurrency', reservedConcurrency, 'a whole number from 1');
  if (webAclArn !== undefined && !Token.isUnresolved(webAclArn) && !WEB_ACL.test(webAclArn))
    invalid('webAclArn', webAclArn, 'the ARN of a regional WAFv2 web ACL');
}

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
