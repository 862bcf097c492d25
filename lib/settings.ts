/**
 * The props of `Sallyport`, checked at synth. A wrong value stops the synth with its name, the value and what is
 * allowed, because a deployment that fails halfway is harder to understand and to repair.
 */
import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { KEY_PREFIX } from '../lambda/domain/key-format';
import { isScope, SCOPE_MAX_LENGTH } from '../lambda/domain/scopes';
import type { SallyportProps } from './sallyport-props';
import { SECURITY_POLICIES } from './rest-api/security-policies';

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
    securityPolicy: props.securityPolicy ?? 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    authorizerMemorySize: props.authorizerMemorySize ?? 512,
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

function checkLimits(settings: Settings): void {
  const { revocationDelay, removalPolicy, securityPolicy, webAclArn } = settings;
  const { reservedConcurrency = 1, authorizerMemorySize } = settings;
  const milliseconds = revocationDelay.toMilliseconds();
  if (milliseconds % 1000 !== 0 || milliseconds > 3_600_000)
    invalid('revocationDelay', revocationDelay.toHumanString(), 'whole seconds, 0 to 3600');
  if (removalPolicy !== RemovalPolicy.RETAIN && removalPolicy !== RemovalPolicy.DESTROY)
    invalid('removalPolicy', removalPolicy, 'RemovalPolicy.RETAIN or RemovalPolicy.DESTROY');
  if (!SECURITY_POLICIES.some((policy) => policy === securityPolicy))
    invalid('securityPolicy', securityPolicy, SECURITY_POLICIES.join(', '));
  if (!Number.isInteger(reservedConcurrency) || reservedConcurrency < 1)
    invalid('reservedConcurrency', reservedConcurrency, 'a whole number from 1');
  if (!Number.isInteger(authorizerMemorySize) || authorizerMemorySize < 128 || authorizerMemorySize > 10_240)
    invalid('authorizerMemorySize', authorizerMemorySize, 'a whole number of MiB, 128 to 10240');
  if (webAclArn !== undefined && !Token.isUnresolved(webAclArn) && !WEB_ACL.test(webAclArn))
    invalid('webAclArn', webAclArn, 'the ARN of a regional WAFv2 web ACL');
}

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
