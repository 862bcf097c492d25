/** The props of `Sallyport`, as a deployer reads them. `settings.ts` fills in the defaults and checks the values. */
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import type { Plan } from '../lambda/domain/plans';
import type { AlarmProps } from './alarms/alarm-props';
import type { FunctionProps } from './functions/function-props';
import type { PortalProps } from './management-api/portal-props';
import type { KeyLifeProps } from './state/key-life-props';
import type { RegionalSecurityPolicy } from './rest-api/security-policies';
import type { StateProps } from './state/state-props';

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
export interface SallyportProps<Scope extends string = string>
  extends AlarmProps,
    FunctionProps,
    KeyLifeProps,
    StateProps {
  /**
   * Name of the API, for example `orders`: 2 to 40 lower-case letters, digits and hyphens. It begins with a letter
   * and does not end in a hyphen. OAuth scopes in tokens begin with it, for example `orders/read:orders` in a token
   * of a first-party client and `orders-accounts/read:orders` in one of an account's client. It is for good: docs/runbook.md
   * says what a change would do. Another Sallyport in the stack needs another name, or another `environment` and
   * `tokenDomainPrefix`.
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
   * First part of every API key: 2 to 10 lower-case letters and digits. With `ord` a key looks like `ord_live_…`. When you
   * change it on a live deployment, name the old one in `earlierKeyPrefixes`: without that, every key with it is refused.
   * @default 'sp'
   */
  readonly keyPrefix?: string;
  /**
   * Prefixes that keys of this deployment had before `keyPrefix`, at most 5. Keys with one of them go on working. A key gets
   * the present prefix when it is rotated.
   * @default - none: a key with another prefix than `keyPrefix` is refused
   *
   * @example
   * const renamed = { keyPrefix: 'ord', earlierKeyPrefixes: ['sp'] };
   */
  readonly earlierKeyPrefixes?: readonly string[];
  /**
   * Second part of every API key: with `test` a key looks like `sp_test_…`. A key of the other environment is refused.
   * @default 'live'
   */
  readonly environment?: 'live' | 'test';
  /**
   * For how long API Gateway may cache the authorizer's decision about a request: whole seconds, 0 to 3600. For up to
   * that long a credential works after it was revoked, expired or lost a scope. Above 0 a credential is only taken from
   * the `Authorization` header: callers who send `X-API-Key` get 401. Leave it at 0 unless one account comes near 1,500
   * decisions a second (docs/performance.md).
   * @default Duration.seconds(0) - no cache: the authorizer judges every request
   */
  readonly revocationDelay?: Duration;
  /**
   * Plans by their names, 1 to 100: the rate and quota that an account is held to whose grant names the plan, or a key that
   * names it. API Gateway counts, on the routes with the doors `any`, `key` and `token`, and answers 429; as AWS says, "on a
   * best-effort basis" (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html). A name
   * has 1 to 30 lower-case letters, digits and hyphens and begins with a letter; `unlimited` and `constructor` are
   * taken. All numbers are whole, from 1 to 2,147,483,647. AWS allows 300 usage plans in an account and Region: a plan takes
   * two, and the deployment one more. With plans the API takes native API keys from the authorizer alone. A plan that you
   * remove holds its accounts to the slowest plan that is left: move them first. Plans for an API that is live already begin
   * with `enforcePlans: false` (docs/in-your-app.md).
   * @default - nothing is limited, and no usage plan is made
   *
   * @example
   * const plans = {
   *   free: { ratePerSecond: 5, burst: 10, quota: { limit: 10_000, period: 'month' } },
   *   pro: { ratePerSecond: 100, burst: 200 },
   * } as const;
   */
  readonly plans?: Readonly<Record<string, Plan>>;
  /**
   * Whether the doors `any`, `key` and `token` hold callers to `plans`. With `false` all that plans need is made and nothing is
   * limited yet. So plans come to an API that is live already without an outage: deploy with `enforcePlans: false`, wait ten
   * minutes, or `revocationDelay` where that is longer, and deploy without it. In one step every call would be answered 503
   * for minutes, until API Gateway knows the native keys everywhere. To take plans away, deploy with `false` first too
   * (docs/in-your-app.md). Without `plans` the prop is refused.
   * @default true
   *
   * @example
   * const preparing = {
   *   plans: { free: { ratePerSecond: 5, burst: 10 } },
   *   enforcePlans: false, // leave it out ten minutes after this was deployed
   * };
   */
  readonly enforcePlans?: boolean;
  /**
   * An API of your own to guard. It must belong to the same stack. Its methods that you did not add with `protect` or
   * `open` stay as they are; those without an authorizer get a warning, and so does an API without a security policy,
   * or with one that AWS lists for another type of endpoint. Once a method is protected, a `LambdaRestApi`
   * must have `proxy: false`, because otherwise anyone may call all of its paths. Sallyport declares gateway responses on it, so the API must have no
   * response of the same type. Access log, throttle, tracing and web ACL are yours to set on its stage; a stage whose
   * access log does not say who called gets a warning (`Sallyport.accessLogFormat()` does). With `deploy: false` you
   * make Deployment and Stage yourself, before or after Sallyport; Sallyport makes each Deployment of the API anew when
   * a guard changes.
   * @default - a regional REST API is made, with access logs, tracing, and a throttle of 1,000 requests a second for each
   * method
   */
  readonly api?: RestApi;
  /**
   * Origins of web pages that may call the guarded API, for example `https://app.example.com`, or `*`. The preflight
   * of every protected or open route is answered. API Gateway's own error answers (401, 403, 429, 503 and others) have CORS
   * headers with exactly one origin, or `*`; with several they have none, a page cannot read them, and the synth warns
   * (`sallyport:errorsWithoutCors`). The answers of a Lambda proxy integration do not: your function must send
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
   * Whether the requests of each account, key and client are counted by day, and keys and clients have `lastUsedAt`. A
   * function reads the access log of the guarded API for it, so no request waits for a count and no decision depends on
   * one. Usually a request is counted within two minutes; AWS gives no bound. docs/limits.md says what it costs. Of an `api`
   * that you pass, the stage must have a log group of this app and `Sallyport.accessLogFormat()` when the Sallyport is made; a
   * stage that is not counted gets a warning (`sallyport:usageNotCounted`).
   * @default false - nothing is counted: the usage endpoints and the filter `unusedSince` answer 409 `usage-not-counted`
   */
  readonly usage?: boolean;
  /**
   * A page where people see and change the accounts that they are members of, served by the management API: their keys,
   * OAuth clients, usage, trail and members. People sign in at a Cognito user pool of their own; those in its group
   * `operators` administer all accounts. docs/portal.md says how the first person gets in, and what a person may do.
   * @default false - no page, no user pool of people, and every route of the management API is for machines alone
   *
   * @example
   * const portal = { name: 'Orders', supportUrl: 'mailto:help@example.com' };
   */
  readonly portal?: PortalProps | false;
  /**
   * ARN of a regional WAFv2 web ACL. It is associated with the stage of each API that this construct or its token cache
   * makes, but not with an `api` that you pass.
   * @default - no web ACL
   */
  readonly webAclArn?: string;
  /**
   * Which TLS versions and cipher suites the APIs take that this construct or its token cache makes, but not an `api` that
   * you pass. `SecurityPolicy.TLS13_1_3_2025_09` takes TLS 1.3 alone, `TLS13_1_3_FIPS_2025_09` its FIPS suites alone, and
   * `TLS13_1_2_PQ_2025_09` also suites of TLS 1.2 without forward secrecy. A text such as
   * `SecurityPolicy_TLS13_1_3_2025_09` serves where `aws-cdk-lib` is too old to list them. Behind a custom domain name API
   * Gateway uses the policy of the API and not that of the domain
   * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html).
   * @default SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09 - TLS 1.3 and 1.2, with forward secrecy and post-quantum key exchange
   */
  readonly securityPolicy?: SecurityPolicy | RegionalSecurityPolicy;
  /**
   * What happens to the table, the user pool and the logs when they are removed from the stack: RETAIN or DESTROY.
   * RETAIN also turns on deletion protection of the table and the user pool. The table of a token cache is always
   * destroyed.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Prefix of the domain of Cognito's token endpoint: 1 to 63 lower-case letters, digits and inner hyphens, without
   * `aws`, `amazon` and `cognito`. With `portal` it has 56 at most, and people sign in at a domain with `-people` behind it. It must be unique in the Region across all AWS accounts
   * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html). Cognito cannot
   * change it: docs/runbook.md says how to get another one.
   * @default - `name`, a hyphen and eight characters of the stack's id
   */
  readonly tokenDomainPrefix?: string;
  /**
   * Requests a second that each method of the guarded API may get, from all callers together. An `api` that you pass has
   * the throttle of its own stage.
   * @default 1000
   */
  readonly throttleRate?: number;
  /**
   * Requests that may come to a method of the guarded API at the same moment.
   * @default 500
   */
  readonly throttleBurst?: number;
  /**
   * Requests a second that each method of the management API may get. Methods with a throttle of their own keep it: those
   * that take access away, and the open ones (docs/limits.md).
   * @default 100
   */
  readonly managementThrottleRate?: number;
  /**
   * Requests that may come to a method of the management API at the same moment.
   * @default 200
   */
  readonly managementThrottleBurst?: number;
  /**
   * Whether the stack sets API Gateway's role for writing logs. The role is one setting for the whole AWS account and
   * Region: `true` replaces a role that is set, and the role stays when you unset this prop or delete the stack.
   * Where no role is set, a deployment with `false` fails.
   * @default false - the role of the AWS account is not changed
   */
  readonly cloudWatchRole?: boolean;
  /**
   * Whether the stack has the outputs `ApiUrl`, `ManagementUrl`, `TokenUrl`, `Issuer`, `KeySetUrl`, `UserPoolId`, `OperatorClientId`,
   * `<id>ClientId` for each first-party client, `CachedTokenUrl` for a token cache, and with `portal` also `PortalUrl` and
   * `PeopleUserPoolId`. None of them is a secret. The local run (`npx sallyport local`) needs them. A stack can have them of one Sallyport.
   * @default false - no outputs
   */
  readonly outputs?: boolean;
}
