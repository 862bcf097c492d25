/** The operations of the document, with the references of their parameters and answers resolved. */
import { readFileSync } from 'node:fs';
import { OPENAPI_FILE } from '../openapi';
import type { JsonSchema } from './schema-rows';

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}
export interface Answer {
  readonly description: string;
  readonly headers?: object;
  readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, { value: object }>> }>>;
}
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Those of the path too. */
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;
  };
  readonly responses: Readonly<Record<string, Answer>>;
}
export interface Api {
  readonly info: { readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly managementScopes: readonly string[];
}

interface Written extends Pick<Api, 'info' | 'tags'> {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly schemas: Api['schemas'];
    readonly securitySchemes: { readonly operatorToken: { readonly flows: Flows } };
  };
}
interface Flows {
  readonly clientCredentials: { readonly scopes: object };
}

export function readApi(): Api {
  const written = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8')) as Written;
  const { paths, components, info, tags } = resolved(written, written) as Written;
  const operations = Object.entries(paths).flatMap(([path, { parameters = [], ...methods }]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
      parameters: [...(parameters as Parameter[]), ...(operation.parameters ?? [])],
    })),
  );
  const { scopes } = components.securitySchemes.operatorToken.flows.clientCredentials;
  return { info, tags, operations, schemas: components.schemas, managementScopes: Object.keys(scopes) };
}

/** The value with what each `$ref` names in its place. */
function resolved(value: unknown, document: object): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, document));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === 'string') return resolved(namedBy($ref, document), document);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member, document)]));
}

function namedBy(reference: string, document: object): unknown {
  const names = reference.slice('#/'.length).split('/');
  return names.reduce<unknown>((found, name) => (found as Readonly<Record<string, unknown>>)[name], document);
}
