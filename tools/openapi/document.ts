/**
 * The OpenAPI 3.1 document of the management API, made of the endpoints' declarations and the problems, so that it says
 * what they do.
 */
import { z } from 'zod';
import { MANAGEMENT_SCOPES } from '../../lambda/domain/policy';
import { PROBLEMS, problemInstance, type ProblemCode, problemType } from '../../lambda/http/problems';
import { ENDPOINTS } from '../../lambda/management/endpoints/all-endpoints';
import type { EndpointData } from '../../lambda/management/endpoints/endpoint';
import { noBody, type RequestShape } from '../../lambda/management/wire/request-shape';
import { ref, type Schema } from './schema-parts';
import { BODIES, SCHEMAS } from './schemas';

const JSON_TYPE = 'application/json';
const PATCH_TYPE = 'application/merge-patch+json';
const PROBLEM_TYPE = 'application/problem+json';

export function openApiDocument(version: string): Schema {
  const { paths, responses } = pathsOf(ENDPOINTS);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sallyport management API',
      version,
      summary: 'Accounts, what they are granted, and their credentials.',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/v1', description: 'The stage of the management API.' }],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: { operator: OPERATOR_SCHEME },
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY, IfMatch: IF_MATCH },
      headers: HEADERS,
      responses,
      schemas: SCHEMAS,
    },
  };
}

const INTRODUCTION =
  'Operators call it with an access token of the client-credentials flow. In a token each scope carries the ' +
  'resource server’s name, as in `<name>-management/read:keys`. Times are RFC 3339 in UTC. Unknown members, ' +
  'parameters and filters are refused. Every refusal is a problem (RFC 9457) with a page of its own. ' +
  'Bodies may have 32,768 bytes.';

const TAGS = [
  { name: 'accounts', description: 'Customers, teams and partners, and the ceiling given to each.' },
  { name: 'keys', description: 'API keys. A secret is shown once and kept only as a hash.' },
  { name: 'clients', description: 'OAuth clients that accounts own, issued here or adopted.' },
  { name: 'operators', description: 'Clients that administer all accounts.' },
  { name: 'events', description: 'Who did what, when and from where.' },
  { name: 'verify', description: 'For services that are not behind API Gateway.' },
  { name: 'revocations', description: 'For whoever finds a key.' },
  { name: 'catalogue', description: 'What there is to be granted.' },
];

const OPERATOR_SCHEME = {
  type: 'oauth2',
  description:
    'An access token of an operator client, as `Authorization: Bearer`. The `tokenUrl` here is a placeholder: each ' +
    'deployment has its own, which is the output `TokenUrl` of its stack.',
  flows: { clientCredentials: { tokenUrl: 'https://auth.invalid/oauth2/token', scopes: MANAGEMENT_SCOPES } },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Ties a retry to its first try for 24 hours. A replay never holds the secret.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
};
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'The `ETag` of the view that was read; a newer one is 412.',
  schema: { type: 'string', examples: ['"3"'] },
};
const HEADERS = {
  ETag: { description: 'The version as a strong entity tag.', schema: { type: 'string', examples: ['"1"'] } },
  Location: { description: 'Path of what was made.', schema: { type: 'string' } },
  'Cache-Control': { description: 'Nothing may keep an answer.', schema: { type: 'string', const: 'no-store' } },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
  'WWW-Authenticate': { description: 'RFC 6750 section 3.', schema: { type: 'string' } },
};

interface Paths {
  readonly paths: Schema;
  /** Refusals by name; the same ones come on many routes. */
  readonly responses: Schema;
}

function pathsOf(endpoints: readonly EndpointData[]): Paths {
  const paths: Record<string, Record<string, unknown>> = {};
  const responses: Record<string, Schema> = {};
  for (const endpoint of endpoints) {
    const [method, path] = endpoint.route.split(' ', 2) as [string, string];
    const refusals = refusalsOf([...endpoint.problems, ...usualProblems(endpoint)]);
    for (const { name, response } of refusals) responses[name] = response;
    const item = (paths[path] ??= parametersOf(endpoint.shape));
    item[method.toLowerCase()] = {
      ...operationOf(endpoint),
      responses: {
        ...successes(endpoint),
        ...Object.fromEntries(refusals.map(({ status, name }) => [status, { $ref: `#/components/responses/${name}` }])),
      },
    };
  }
  return { paths, responses };
}

/** One tag a function; operators have a tag of their own. */
const tagOf = ({ route, function: served }: EndpointData): string =>
  route.includes(' /operators') ? 'operators' : served;

function parametersOf({ params }: RequestShape): Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(params);
  const parameters = Object.entries(properties).map(([name, schema]) => ({ name, in: 'path', required: true, schema }));
  return parameters.length === 0 ? {} : { parameters };
}

function operationOf(endpoint: EndpointData): Schema {
  const { id, summary, description, scopes, shape } = endpoint;
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tagOf(endpoint)],
    security: scopes === 'open' ? [] : scopes.map((scope) => ({ operator: [scope] })),
    ...parametersIn(shape),
    ...(takesBody(shape) ? { requestBody: requestBody(endpoint) } : {}),
  };
}

const takesBody = ({ body }: RequestShape): boolean => !Object.is(body, noBody);

function parametersIn({ query, idempotent, conditional }: RequestShape): Schema {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' });
  const inQuery = Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
  const headers = [
    ...(idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ...(conditional ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
  ];
  return inQuery.length + headers.length === 0 ? {} : { parameters: [...inQuery, ...headers] };
}

function requestBody({ route, shape }: EndpointData): Schema {
  const name = Object.entries(BODIES).find(([, schema]) => schema === shape.body)?.[0];
  if (name === undefined) throw new Error(`tools/openapi/schemas.ts names no schema for the body of ${route}`);
  const content = { schema: ref(name) };
  const isPatch = route.startsWith('PATCH ');
  const types = isPatch ? { [JSON_TYPE]: content, [PATCH_TYPE]: content } : { [JSON_TYPE]: content };
  return { required: shape.bodyOptional !== true, content: types };
}

function successes({ replies, shape }: EndpointData): Schema {
  const statuses = Object.entries(replies);
  return Object.fromEntries(statuses.map(([status, name]) => [status, success(Number(status), name, shape)] as const));
}

const WORDS: Readonly<Record<number, string>> = { 200: 'Done.', 201: 'Made.', 204: 'Done; there is nothing to show.' };

function success(status: number, name: string | undefined, shape: RequestShape): Schema {
  const tagged = name !== undefined && name.split(' or ').every(hasVersion);
  const headers = ['Cache-Control', ...(tagged ? ['ETag'] : []), ...(status === 201 ? ['Location'] : [])];
  return {
    description: status === 200 && shape.idempotent && name !== undefined ? 'Done, or done before.' : WORDS[status],
    headers: headerRefs(headers),
    ...(name === undefined ? {} : { content: { [JSON_TYPE]: { schema: answerSchema(name) } } }),
  };
}

const hasVersion = (name: string): boolean => 'version' in Object(SCHEMAS[name]?.['properties']);

function answerSchema(name: string): Schema {
  if (name === 'Document') return { type: 'object', description: 'OpenAPI 3.1.' };
  const names = name.split(' or ');
  return names.length === 1 ? ref(name) : { oneOf: names.map(ref) };
}

const headerRefs = (names: readonly string[]): Schema =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** What endpoints of this kind can answer with, whatever they do. */
function usualProblems({ scopes, shape }: EndpointData): ProblemCode[] {
  return [
    'invalid-request',
    ...(scopes === 'open' ? [] : (['invalid-credential', 'insufficient-scope'] as const)),
    'body-too-large',
    ...(takesBody(shape) ? (['unsupported-media-type'] as const) : []),
    ...(shape.idempotent ? (['idempotency-in-progress', 'idempotency-mismatch'] as const) : []),
    'too-many-requests',
    'internal-error',
    'dependency-unavailable',
  ];
}

interface Refusal {
  readonly status: string;
  readonly name: string;
  readonly response: Schema;
}

function refusalsOf(codes: readonly ProblemCode[]): readonly Refusal[] {
  const byStatus: Record<string, ProblemCode[]> = {};
  for (const code of codes) (byStatus[PROBLEMS[code].status] ??= []).push(code);
  return Object.entries(byStatus).map(([status, same]) => ({
    status,
    name: same.join('_or_'),
    response: refusal(status, same),
  }));
}

function refusal(status: string, codes: readonly ProblemCode[]): Schema {
  const headers = [
    'Cache-Control',
    ...(status === '401' ? ['WWW-Authenticate'] : []),
    ...(status === '429' || status === '503' ? ['Retry-After'] : []),
  ];
  const examples = Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }]));
  return {
    description: `${codes.map((code) => `\`${code}\``).join(', ')}.`,
    headers: headerRefs(headers),
    content: { [PROBLEM_TYPE]: { schema: ref('Problem'), examples } },
  };
}

const exampleOf = (code: ProblemCode) => ({
  type: problemType(code),
  title: PROBLEMS[code].title,
  status: PROBLEMS[code].status,
  detail: 'A sentence that says what to do next.',
  instance: problemInstance('Vq3LxHc0PioFmTk='),
});
