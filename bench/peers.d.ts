/**
 * What we use of the peers, which are installed in bench/ alone: the types of the project must compile without them.
 * A peer that the root installs too needs no lines here.
 */
declare module 'aws4' {
  interface SignedRequest {
    readonly headers: Readonly<Record<string, string>>;
  }
  export function sign(request: object, credentials: object): SignedRequest;
}

declare module '@aws-lambda-powertools/metrics' {
  export class Metrics {
    constructor(options: { readonly namespace: string; readonly serviceName: string });
    addMetric(name: string, unit: 'Count', value: number): void;
    publishStoredMetrics(): void;
  }
}

declare module '@aws-lambda-powertools/tracer' {
  export class Tracer {
    constructor(options: { readonly serviceName: string });
    captureAWSv3Client<T>(client: T): T;
    putAnnotation(name: string, value: string): void;
  }
}

declare module 'fast-jwt' {
  export function createVerifier(options: object): (token: string) => unknown;
}

declare module 'jose' {
  export function createLocalJWKSet(keySet: object): object;
  export function jwtVerify(token: string, keys: object, options: object): Promise<object>;
}

declare module 'jsonwebtoken' {
  export function decode(token: string, options: { readonly complete: true }): { readonly header: { kid: string } };
  export function verify(token: string, key: string, options: object): object;
}

declare module 'jwks-rsa' {
  export class JwksClient {
    constructor(options: object);
    getSigningKey(kid: string): Promise<{ getPublicKey(): string }>;
  }
}

declare module 'hono' {
  export class Hono {
    use(path: string, middleware: object): void;
    get(path: string, handler: (context: { text(text: string): Response }) => Response): void;
    request(path: string, init: { readonly headers: Readonly<Record<string, string>> }): Promise<Response> | Response;
  }
}

declare module 'hono/bearer-auth' {
  export function bearerAuth(options: { readonly token: string }): object;
}

declare module 'hono/jwt' {
  export function verifyWithJwks(token: string, options: object): Promise<object>;
}

declare module 'prefixed-api-key' {
  export interface GeneratedKey {
    readonly token: string;
    readonly longTokenHash: string;
  }
  export function generateAPIKey(options: { readonly keyPrefix: string }): Promise<GeneratedKey>;
  export function checkAPIKey(token: string, hash: string): boolean;
}

declare module 'better-auth' {
  export function betterAuth(options: object): {
    readonly api: {
      signUpEmail(call: object): Promise<{ readonly user: { readonly id: string } }>;
      createApiKey(call: object): Promise<{ readonly key: string }>;
      verifyApiKey(call: { readonly body: { readonly key: string } }): Promise<{ readonly valid: boolean }>;
    };
  };
}

declare module '@better-auth/api-key' {
  export function apiKey(options: object): object;
}

declare module 'selfsigned' {
  export interface Certificate {
    readonly private: string;
    readonly cert: string;
  }
  export function generate(attributes: readonly object[], options: object): Promise<Certificate>;
}
