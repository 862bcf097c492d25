/**
 * The props of `Sallyport`, checked at synth. A wrong value stops the synth with its name, the value and what is
 * allowed, because a deployment that fails halfway is harder to understand and to repair.
 */
import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { KEY_PREFIX } from '../lambda/domain/key-format';
import { isScope, SCOPE_MAX_LENGTH } from '../lambda/domain/scopes';

/**
 * What a deployer sets. Only `name` and `scopes` are required.
 *
 * @example
 * import { Duration, RemovalPolicy } from 'aws-cdk-lib';
 * import { Sallyport } from 'sallyport';
 *
 * new Sallyport(stack, 'Sallyport', {
 *   name: 'orders',
 *   scopes: { 'read:orders': 'Read orders' },
 *   keyPrefix: 'ord', // a key looks like ord_test_…
 *   environment: 'test',
 *   revocationDelay: Duration.seconds(10), // a revoked key works for up to 10 seconds more
 *   corsOrigins: ['https://portal.example.com'],
 *   removalPolicy: RemovalPolicy.DESTROY,
 *   outputs: true,
 * });
 */
export interface SallyportProps<Scope extends string = string> {
  /**
   * Name of the API, for example `orders`: 2 to 40 lower-case letters, digits and hyphens. It begins with a letter
   * and does not end in a hyphen. OAuth scopes in tokens begin with it, for example `orders/read:orders` in a token
   * of a first-party client and `orders-accounts/read:orders` in one of an account's client.
   */
  readonly name: string;
  /**
   * The scopes of the API, 1 to 100, each with a description of 1 to 256 characters. Example:
   * `{ 'read:orders': 'Read orders' }`. A scope is `verb:resource` in at most 64 characters: lower-case letters,
   * digits, `.`, `_` and `-`. Cognito allows 100 scopes for a resource server
   * (https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).
   */
  readonly scopes: Readonly<Record<Scope, string>>;
  /**
   * First part of every API key: 2 to 10 lower-case letters and digits. With `ord` a key looks like `ord_live_…`.
   * @default 'sp'
   */
  readonly keyPrefix?: string;
  /**
   * Second part of every API key: with `test` a key looks like `sp_test_…`. A key of the other environment is refused.
   * @default 'live'
   */
  readonly environment?: 'live' | 'test';
  /**
   * For how long API Gateway may cache the authorizer's decision about a request: whole seconds, 0 to 3600. For up to
   * that long a credential works after it was revoked, expired or lost a scope. Above 0 a credential is only taken from
   * the `Authorization` header, no longer from `X-API-Key`.
   * @default Duration.seconds(0) - no cache: the authorizer judges every request
   */
  readonly revocationDelay?: Duration;
  /**
   * An API of your own to guard. It must belong to the same stack. Its methods that you did not add with `protect` or
   * `open` stay as they are; those without an authorizer get a warning. Sallyport declares gateway responses on it,
   * so the API must have no response of the same type.
   * @default - a regional REST API is made, with access logs, tracing and a throttle of 1,000 requests a second
   */
  readonly api?: RestApi;
  /**
   * Origins of web pages that may call the guarded API, for example `https://app.example.com`, or `*`. The preflight
   * of every protected or open route is answered. With exactly one origin, API Gateway's own error answers have CORS
   * headers too. The answers of a Lambda proxy integration do not: your function must send
   * `Access-Control-Allow-Origin` itself.
   * @default - none: no preflight is answered and no CORS header is sent
   */
  readonly corsOrigins?: readonly string[];
  /**
   * Whether the management API has the public route `POST /revocations`, which revokes the key in its body: anyone
   * who finds a leaked key can end it there.
   * @default true
   */
  readonly publicRevocation?: boolean;
  /**
   * ARN of a regional WAFv2 web ACL. It is associated with the stage of each API that this construct or a `TokenCache`
   * makes, but not with an `api` that you pass.
   * @default - no web ACL
   */
  readonly webAclArn?: string;
  /**
   * What happens to the table, the user pool and the logs when they are removed from the stack: RETAIN or DESTROY.
   * RETAIN also turns on deletion protection of the table and the user pool. The table of a `TokenCache` is always
   * destroyed.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Prefix of the domain of Cognito's token endpoint: 1 to 63 lower-case letters, digits and inner hyphens, without
   * `aws`, `amazon` and `cognito`. It must be unique in the Region across all AWS accounts
   * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html).
   * @default - `name`, a hyphen and eight characters of the stack's id
   */
  readonly tokenDomainPrefix?: string;
  /**
   * Concurrent executions that are reserved for the authorizer, 1 or more. It never gets more than these.
   * @default - none are reserved; the AWS account's limit applies
   */
  readonly reservedConcurrency?: number;
  /**
   * Whether the stack sets API Gateway's role for writing logs. The role is one setting for the whole AWS account and
   * Region: `true` replaces a role that is set, and the role stays when you unset this prop or delete the stack.
   * Where no role is set, a deployment with `false` fails.
   * @default false - the role of the AWS account is not changed
   */
  readonly cloudWatchRole?: boolean;
  /**
   * Whether the stack has the outputs `ApiUrl`, `ManagementUrl`, `TokenUrl`, `UserPoolId`, `OperatorClientId`,
   * `<id>ClientId` for each first-party client, and `CachedTokenUrl` for a `TokenCache`. None of them is a secret.
   * The local run (`npm start`) needs them.
   * @default false - no outputs
   */
  readonly outputs?: boolean;
}

/** Props with every default filled in. */
export type Settings = Readonly<
  Omit<Required<SallyportProps>, 'api' | 'webAclArn' | 'tokenDomainPrefix' | 'reservedConcurrency'>
> &
  Pick<SallyportProps, 'api' | 'webAclArn' | 'tokenDomainPrefix' | 'reservedConcurrency'>;

/** Fills in the defaults. Throws for a value that could not be deployed. */
export function settingsOf(props: SallyportProps): Settings {
  if (!isObject(props)) invalid('the props argument', props, 'an object with at least name and scopes');
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

/** Whether `value` is an object with named properties. Checked because an app in JavaScript may pass anything. */
export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !isList(value);

/** Whether `value` is an array. Not a type guard, which would replace the narrower type that the compiler knows. */
export const isList = (value: unknown): boolean => Array.isArray(value);

/** Stops the synth: `Sallyport: name is "O"; allowed: 2 to 40 lower-case letters`. */
export function invalid(prop: string, value: unknown, allowed: string): never {
  return failSynth(`${prop} is ${JSON.stringify(value) ?? String(value)}; allowed: ${allowed}`);
}

/** Stops the synth with a message that says what happened and what to do. */
export function failSynth(message: string): never {
  throw new Error(`Sallyport: ${message}`);
}

const NAME = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
const DOMAIN_PREFIX = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const REFUSED_IN_DOMAIN = /aws|amazon|cognito/;
const SCOPE_FORM = `verb:resource, as in read:orders, of lower-case letters, digits, ".", "_" and "-", at most ${SCOPE_MAX_LENGTH} characters`;
/** Of all scopes together: what fits into a function's 4 KB of environment variables beside the others. */
const MOST_SCOPE_CHARACTERS = 3000;
const WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:[^:]*:regional\/webacl\//;

/** Checks the types that an app in JavaScript could get wrong. */
function checkKinds(settings: Settings): void {
  for (const prop of ['name', 'keyPrefix'] as const)
    if (typeof settings[prop] !== 'string') invalid(prop, settings[prop], 'a string');
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
        'a name without "aws", "amazon" and "cognito", which Cognito refuses in a domain; or set tokenDomainPrefix',
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
      invalid(
        'an origin in corsOrigins',
        origin,
        '"*", or the scheme and host of a web page, such as https://app.example.com',
      );
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
