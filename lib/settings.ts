/**
 * The props of `Sallyport`, checked at synth. A wrong value stops the synth with its name, the value and what is
 * allowed, because a deployment that fails halfway is harder to understand and to repair.
 */
import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { isScope, SCOPE_MAX_LENGTH } from '../lambda/domain/scopes';
import { isOrigin } from '../lambda/http/web-origin';
import { ALARM_PROPS, alarmDefaults, checkAlarms } from './alarms/alarm-checks';
import { type NamesOf, refuseUnknown } from './cdk/known-names';
import { checkDuration, checkWhole, invalid, isList, isObject, refuseBeside } from './cdk/synth-errors';
import { checkFunctions, FUNCTION_PROPS, functionDefaults } from './functions/function-checks';
import { checkKeyLife, KEY_LIFE_PROPS, keyLifeDefaults } from './state/key-life-checks';
import { type PortalSettings, portalSettings, roomInEnvironment } from './management-api/portal-checks';
import type { SallyportProps } from './sallyport-props';
import { checkPlans } from './rest-api/plan-checks';
import { checkKeyPrefixes } from './state/key-prefixes';
import { checkState, STATE_PROPS } from './state/state-checks';
import { SECURITY_POLICIES } from './rest-api/security-policies';

/** The names of all props: a misspelt one would silently leave its prop at the default. */
const PROPS: NamesOf<SallyportProps> = {
  name: true,
  scopes: true,
  keyPrefix: true,
  earlierKeyPrefixes: true,
  environment: true,
  revocationDelay: true,
  api: true,
  corsOrigins: true,
  publicRevocation: true,
  usage: true,
  webAclArn: true,
  securityPolicy: true,
  removalPolicy: true,
  plans: true,
  enforcePlans: true,
  portal: true,
  tokenDomainPrefix: true,
  throttleRate: true,
  throttleBurst: true,
  managementThrottleRate: true,
  managementThrottleBurst: true,
  cloudWatchRole: true,
  outputs: true,
  ...ALARM_PROPS,
  ...FUNCTION_PROPS,
  ...KEY_LIFE_PROPS,
  ...STATE_PROPS,
};

/** Props that have no value by default. */
type Unset =
  | 'api'
  | 'webAclArn'
  | 'alarmEmail'
  | 'alarmTopicArn'
  | 'tokenDomainPrefix'
  | 'reservedConcurrency'
  | 'logEncryptionKey'
  | 'vpc'
  | 'vpcSubnets'
  | 'securityGroups'
  | 'tableEncryptionKey'
  | 'table'
  | 'userPool'
  | 'tokenUrl'
  | 'featurePlan'
  | 'pointInTimeRecoveryDays'
  | 'operatorTokenValidity'
  | 'importedKeys'
  | 'defaultKeyLifetime'
  | 'maxKeyLifetime'
  | 'plans'
  | 'defaultKeyInactivity';

/** Props with every default filled in. */
export type Settings = Readonly<Omit<Required<SallyportProps>, Unset | 'portal'>> &
  Pick<SallyportProps, Unset> & { readonly portal: PortalSettings | false };

/** Fills in the defaults. Throws for a value that could not be deployed. */
export function settingsOf(props: SallyportProps): Settings {
  if (!isObject(props)) invalid('the props argument', props, 'an object with at least name and scopes');
  refuseUnknown('a prop of Sallyport', props, PROPS);
  const settings: Settings = {
    ...props,
    keyPrefix: props.keyPrefix ?? 'sp',
    earlierKeyPrefixes: props.earlierKeyPrefixes ?? [],
    environment: props.environment ?? 'live',
    revocationDelay: props.revocationDelay ?? Duration.seconds(0),
    corsOrigins: props.corsOrigins ?? [],
    publicRevocation: props.publicRevocation ?? true,
    usage: props.usage ?? false,
    securityPolicy: props.securityPolicy ?? 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    ...functionDefaults(props),
    ...keyLifeDefaults(props),
    ...alarmDefaults(props),
    ...throttleDefaults(props),
    enforcePlans: props.enforcePlans ?? true,
    cloudWatchRole: props.cloudWatchRole ?? false,
    outputs: props.outputs ?? false,
    portal: portalSettings(props),
  };
  checkKinds(settings);
  checkNames(settings);
  checkKeyPrefixes(settings);
  checkScopes(settings);
  checkLimits(settings);
  checkKeyLife(settings);
  checkPlans(props);
  checkOrigins(settings.corsOrigins);
  checkThrottles(props, settings);
  checkAlarms(settings);
  checkFunctions(settings);
  checkState(settings);
  return settings;
}

const throttleDefaults = (props: SallyportProps) => ({
  throttleRate: props.throttleRate ?? 1000,
  throttleBurst: props.throttleBurst ?? 500,
  managementThrottleRate: props.managementThrottleRate ?? 100,
  managementThrottleBurst: props.managementThrottleBurst ?? 200,
});

const NAME = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
const DOMAIN_PREFIX = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const REFUSED_IN_DOMAIN = /aws|amazon|cognito/;
const SCOPE_FORM = `verb:resource, as in read:orders, of lower-case letters, digits, ".", "_" and "-", at most ${SCOPE_MAX_LENGTH} characters`;
const WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:[^:]*:regional\/webacl\//;

/** Checks the types that an app in JavaScript could get wrong. */
function checkKinds(settings: Settings): void {
  for (const prop of ['name', 'keyPrefix'] as const)
    if (typeof settings[prop] !== 'string') invalid(prop, settings[prop], 'a string');
  for (const prop of ['publicRevocation', 'usage', 'enforcePlans', 'tracing', 'cloudWatchRole', 'outputs'] as const)
    if (typeof settings[prop] !== 'boolean') invalid(prop, settings[prop], 'true or false');
  if (!isObject(settings.scopes))
    invalid(
      'scopes',
      settings.scopes,
      'an object of scopes and descriptions, such as { "read:orders": "Read orders" }',
    );
  if (!isList(settings.corsOrigins))
    invalid('corsOrigins', settings.corsOrigins, 'a list of origins, such as ["https://app.example.com"]');
}

function checkNames({ name, environment, tokenDomainPrefix }: Settings): void {
  if (!NAME.test(name))
    invalid('name', name, '2 to 40 lower-case letters, digits and hyphens, beginning with a letter, not ending in "-"');
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

function checkScopes({ scopes, portal }: Settings): void {
  const names = Object.keys(scopes);
  const most = roomInEnvironment(portal);
  const length = names.join(' ').length;
  if (names.length < 1 || names.length > 100) invalid('the number of scopes', names.length, '1 to 100');
  for (const [scope, description] of Object.entries(scopes)) {
    if (!isScope(scope)) invalid('a scope', scope, SCOPE_FORM);
    if (typeof description !== 'string' || description.length < 1 || description.length > 256)
      invalid(`the description of scope ${scope}`, description, '1 to 256 characters');
  }
  if (length > most) invalid('the length of all scopes together', length, `up to ${most} characters`);
}

function checkOrigins(origins: readonly string[]): void {
  for (const origin of origins)
    if (!isOrigin(origin))
      invalid(
        'an origin in corsOrigins',
        origin,
        '"*", or the scheme and host of a web page, such as https://app.example.com',
      );
}

function checkLimits(settings: Settings): void {
  const { revocationDelay, removalPolicy, securityPolicy, webAclArn } = settings;
  checkDuration('revocationDelay', revocationDelay, { unit: 'seconds', least: 0, most: 3600 });
  if (removalPolicy !== RemovalPolicy.RETAIN && removalPolicy !== RemovalPolicy.DESTROY)
    invalid('removalPolicy', removalPolicy, 'RemovalPolicy.RETAIN or RemovalPolicy.DESTROY');
  if (!SECURITY_POLICIES.some((policy) => policy === securityPolicy))
    invalid('securityPolicy', securityPolicy, SECURITY_POLICIES.join(', '));
  if (webAclArn !== undefined && !Token.isUnresolved(webAclArn) && !WEB_ACL.test(webAclArn))
    invalid('webAclArn', webAclArn, 'the ARN of a regional WAFv2 web ACL');
}

function checkThrottles({ api, throttleRate, throttleBurst }: SallyportProps, settings: Settings): void {
  if (api !== undefined) refuseBeside('api', { throttleRate, throttleBurst });
  for (const prop of ['throttleRate', 'throttleBurst', 'managementThrottleRate', 'managementThrottleBurst'] as const)
    checkWhole(prop, settings[prop], {});
}
