/** What the gateway serves: one REST API with its stage, as plain data with every reference resolved. */
import type { ValidateFunction } from 'ajv';

export interface ApiModel {
  /** The RestApi's logical id. */
  readonly logicalId: string;
  readonly apiId: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly stage: StageModel;
  readonly root: ResourceModel;
  /** By gateway response type. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponseModel>;
}

export interface StageModel {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog?: { readonly source: string; readonly format: string };
  readonly settings: readonly MethodSetting[];
}

/** A stage's throttle for one method, or with `*` for all. */
export interface MethodSetting {
  readonly method: string;
  /** `/*` for all, else a resource path such as `/orders/{id}`. */
  readonly path: string;
  /** Requests a second. */
  readonly rate?: number;
  readonly burst?: number;
}

export interface ResourceModel {
  readonly id: string;
  /** `/orders/{id}` */
  readonly path: string;
  readonly part: string;
  readonly children: readonly ResourceModel[];
  /** By HTTP method; `ANY` for all others. */
  readonly methods: ReadonlyMap<string, MethodModel>;
}

export interface MethodModel {
  readonly guard: Guard;
  readonly integration: Integration;
  readonly validation: Validation;
}

/** Who lets a request through; `none` is an open method. */
export type Guard =
  | { readonly kind: 'none' }
  | { readonly kind: 'cognito'; readonly authorizer: CognitoAuthorizer; readonly scopes: readonly string[] }
  | { readonly kind: 'function'; readonly authorizer: FunctionAuthorizer };

export interface CognitoAuthorizer {
  readonly id: string;
  readonly source: IdentitySource;
  /** Matched against a token's `aud`, which an access token does not have. */
  readonly expression?: RegExp;
}

export interface FunctionAuthorizer {
  readonly id: string;
  readonly type: 'REQUEST' | 'TOKEN';
  readonly functionArn: string;
  /** In the order of the template; they are the cache key. */
  readonly sources: readonly IdentitySource[];
  /** TOKEN only: a token that does not match is refused without a call. */
  readonly expression?: RegExp;
  /** Seconds; 0 is no cache. */
  readonly ttl: number;
  /** Whether API Gateway was given the right to invoke the function. */
  readonly permitted: boolean;
}

export interface IdentitySource {
  readonly from: 'header' | 'querystring' | 'context' | 'stageVariables';
  readonly name: string;
}

export type Integration = FunctionIntegration | MockIntegration;

export interface FunctionIntegration {
  readonly kind: 'function';
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** Source ARNs API Gateway may invoke the function for, as written in permissions (`*` and `?` match). */
  readonly permittedSources: readonly string[];
}

export interface MockIntegration {
  readonly kind: 'mock';
  /** By media type: the status the request template names, which chooses the response. */
  readonly statuses: ReadonlyMap<string, string>;
  readonly passthrough: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  readonly responses: readonly MockResponse[];
}

export interface MockResponse {
  /** Matched against the mock's status; the response without one is the default. */
  readonly pattern?: RegExp;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Origins that are echoed in place of the header's first, as CDK's preflight template does. */
  readonly otherOrigins: readonly string[];
}

export interface Validation {
  /** Required `header`, `querystring` and `path` parameters. */
  readonly parameters: readonly { readonly from: 'header' | 'querystring' | 'path'; readonly name: string }[];
  /** By media type, `$default` for the rest; absent when bodies are not checked. */
  readonly bodies?: ReadonlyMap<string, ValidateFunction>;
}

export interface GatewayResponseModel {
  readonly status?: number;
  /** Header name to its mapping expression. */
  readonly headers: Readonly<Record<string, string>>;
  /** Media type to body template. */
  readonly templates: Readonly<Record<string, string>>;
}
