/** One REST API with its stage, as plain data with every reference resolved: what the gateway serves. */
import type { ValidateFunction } from 'ajv';

export interface ApiModel {
  /** The logical id of the `AWS::ApiGateway::RestApi`. */
  readonly logicalId: string;
  readonly apiId: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly stage: StageModel;
  /** Where the native key of a request is read, for methods that require one. */
  readonly keySource: 'AUTHORIZER' | 'HEADER';
  /** The media types of bodies that are binary, in lower case; `ANY_TYPE` stands for all. */
  readonly binaryTypes: readonly string[];
  /** Answers of at least so many bytes are compressed for callers that take it; absent: none is. */
  readonly compressFrom?: number;
  readonly root: ResourceModel;
  /** By gateway response type. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponseModel>;
}

/** The media type that stands for all in `binaryMediaTypes`. */
export const ANY_TYPE = '*/*';

export interface StageModel {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog?: { readonly source: string; readonly format: string };
  readonly settings: readonly MethodSetting[];
}

/** A throttle in a stage's settings, for one method or for several. */
export interface MethodSetting {
  /** An HTTP method, or `*` for all. */
  readonly method: string;
  /** A resource path, for example `/orders/{id}`, or `/*` for all. */
  readonly path: string;
  /** Requests a second. */
  readonly rate?: number;
  readonly burst?: number;
}

export interface ResourceModel {
  readonly id: string;
  /** For example `/orders/{id}`. */
  readonly path: string;
  /** The last segment of the path, for example `{id}`. */
  readonly part: string;
  readonly children: readonly ResourceModel[];
  /** By HTTP method; `ANY` is for every method that is not listed. */
  readonly methods: ReadonlyMap<string, MethodModel>;
}

export interface MethodModel {
  readonly guard: Guard;
  /** Whether a request needs a native key that is in a usage plan of the stage. No key helps where the integration is unserved. */
  readonly keyRequired: boolean;
  readonly integration: Integration;
  readonly validation: Validation;
}

/** The authorizer of a method; `none` when the method needs no credential. A method with `unserved` answers 501. */
export type Guard =
  | { readonly kind: 'none' }
  /** With the type of the authorization in the template, for example `AWS_IAM`. */
  | { readonly kind: 'unserved'; readonly authorization: string }
  | { readonly kind: 'cognito'; readonly authorizer: CognitoAuthorizer; readonly scopes: readonly string[] }
  | { readonly kind: 'function'; readonly authorizer: FunctionAuthorizer };

export interface CognitoAuthorizer {
  readonly id: string;
  /** The user pools whose tokens it takes. */
  readonly poolArns: readonly string[];
  readonly source: IdentitySource;
  /** The token's `aud` must match it. Access tokens have no `aud`, so with an expression they are all refused. */
  readonly expression?: RegExp;
}

export interface FunctionAuthorizer {
  readonly id: string;
  readonly type: 'REQUEST' | 'TOKEN';
  readonly functionArn: string;
  /** In the order of the template; their values are the cache key. */
  readonly sources: readonly IdentitySource[];
  /** For TOKEN only: a token that does not match is refused without a call of the function. */
  readonly expression?: RegExp;
  /** How long a result is cached, in seconds; 0: not at all. */
  readonly ttl: number;
  /** Whether an `AWS::Lambda::Permission` lets API Gateway invoke the function. */
  readonly permitted: boolean;
}

export interface IdentitySource {
  readonly from: 'header' | 'querystring' | 'context' | 'stageVariables';
  readonly name: string;
}

export type Integration = FunctionIntegration | MockIntegration | UnservedIntegration;

/** Of a method that the local run cannot serve: each request that passes its guard is answered 501. */
export interface UnservedIntegration {
  readonly kind: 'unserved';
  /** One line for a person. */
  readonly why: string;
}

export interface FunctionIntegration {
  readonly kind: 'function';
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** The `SourceArn` of each permission to invoke the function; `*` and `?` match as in IAM. */
  readonly permittedSources: readonly string[];
}

export interface MockIntegration {
  readonly kind: 'mock';
  /** Makes a text of a binary body first. */
  readonly toText: boolean;
  /** By the request's media type: the status in the request template, which selects the response. */
  readonly statuses: ReadonlyMap<string, string>;
  readonly passthrough: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  readonly responses: readonly MockResponse[];
}

export interface MockResponse {
  /** Matched against the status in the request template. A response without a pattern is the default. */
  readonly pattern?: RegExp;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The allowed origins beside the one in the header: a request from one of them gets its own origin back. */
  readonly otherOrigins: readonly string[];
}

export interface Validation {
  /** The required parameters. */
  readonly parameters: readonly { readonly from: 'header' | 'querystring' | 'path'; readonly name: string }[];
  /** The check of a body by its media type, `$default` for any other; absent when bodies are not checked. */
  readonly bodies?: ReadonlyMap<string, ValidateFunction>;
}

export interface GatewayResponseModel {
  readonly status?: number;
  /** By header name: quoted text or the name of a variable. */
  readonly headers: Readonly<Record<string, string>>;
  /** By media type: the template of the body. */
  readonly templates: Readonly<Record<string, string>>;
}
