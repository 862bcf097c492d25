/** Makes the OpenAPI 3.1 document of the management API from the declarations of the endpoints and the problems. */
import type { z } from 'zod';
import { MANAGEMENT_SCOPES } from '../../lambda/domain/policy';
import { PROBLEMS, problemInstance, type ProblemCode, problemType } from '../../lambda/http/problems';
import { ENDPOINTS } from '../../lambda/management/all-endpoints';
import type { EndpointData } from '../../lambda/management/endpoints/endpoint';
import { noBody, type RequestShape } from '../../lambda/management/wire/request-shape';
import { REQUEST_EXAMPLES, replyExamples } from './examples';
import { HEADER_PARAMETERS, HEADERS } from './headers';
import { type Members, ref, requestSchema, type Schema } from './schema-builders';
import { BODIES } from './bodies';
import { SCHEMAS } from './schemas';

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
      securitySchemes: { operatorToken: OPERATOR_SCHEME, personToken: PERSON_SCHEME },
      parameters: HEADER_PARAMETERS,
      headers: HEADERS,
      responses,
      schemas: SCHEMAS,
    },
  };
}

const INTRODUCTION =
  'Operators call it with an access token of the client-credentials flow, and people with one of the portal. In a token each scope carries the ' +
  'resource server’s name, as in `<name>-management/read:keys`. Times are RFC 3339 in UTC. Unknown members, ' +
  'parameters and filters are refused. Every refusal is a problem (RFC 9457) with a page of its own. ' +
  'Bodies may have 32,768 bytes. Names, labels, external ids and tags are one line that neither begins nor ends with a ' +
  'space; a description may have line breaks (LF or CRLF). None of these texts holds other control characters, ' +
  'bidirectional or zero-width characters. A `pattern` here has the flag `u` (ECMA-262).';

const TAGS = [
  { name: 'accounts', description: 'Customers, teams and partners, and the grant of each.' },
  { name: 'keys', description: 'API keys. A secret is shown once and kept only as a hash.' },
  { name: 'clients', description: 'OAuth clients that accounts own, issued here or adopted.' },
  { name: 'operators', description: 'Clients that administer all accounts.' },
  { name: 'members', description: 'The people of an account. Only in a deployment with a portal.' },
  { name: 'events', description: 'Who did what, when and from where.' },
  { name: 'verify', description: 'Checks a credential, for services that are not behind API Gateway.' },
  { name: 'revocations', description: 'For anyone who finds a key.' },
  { name: 'catalogue', description: 'What there is to be granted.' },
];

const OPERATOR_SCHEME = {
  type: 'oauth2',
  description:
    'An access token of an operator client, as `Authorization: Bearer`. The `tokenUrl` here is a placeholder: each ' +
    'deployment has its own, which is the output `TokenUrl` of its stack.',
  flows: { clientCredentials: { tokenUrl: 'https://auth.invalid/oauth2/token', scopes: MANAGEMENT_SCOPES } },
};

const PERSON_SCHEME = {
  type: 'oauth2',
  description:
    'An access token of a person who signed in to the portal; only in a deployment with a portal. The scope is ' +
    '`<name>-people/portal`. What the person may do depends on the person’s role in the account, or on the group ' +
    '`operators`. The addresses here are placeholders: `portal/config.json` has those of the deployment.',
  flows: {
    authorizationCode: {
      authorizationUrl: 'https://auth.invalid/oauth2/authorize',
      tokenUrl: 'https://auth.invalid/oauth2/token',
      scopes: { portal: 'Act as oneself' },
    },
  },
};

/** The paths, and the problem responses by name: several routes share one. */
function pathsOf(endpoints: readonly EndpointData[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  const responses: Record<string, Schema> = {};
  for (const endpoint of endpoints) {
    const [method, path] = endpoint.route.split(' ', 2) as [string, string];
    const refs: Record<string, Schema> = {};
    for (const [status, codes] of byStatus([...endpoint.problems, ...usualProblems(endpoint)])) {
      const name = codes.join('_or_');
      responses[name] = problemResponse(status, codes);
      refs[status] = { $ref: `#/components/responses/${name}` };
    }
    const item = (paths[path] ??= pathParameters(endpoint.shape));
    item[method.toLowerCase()] = { ...operationOf(endpoint), responses: { ...successes(endpoint), ...refs } };
  }
  return { paths, responses };
}

function pathParameters({ params }: RequestShape): Record<string, unknown> {
  const parameters = propertiesOf(params).map(([name, schema]) => ({ name, in: 'path', required: true, schema }));
  return parameters.length === 0 ? {} : { parameters };
}

const propertiesOf = (schema: z.ZodType) => Object.entries(requestSchema(schema).properties ?? {});

function operationOf(endpoint: EndpointData): Schema {
  const { id, route, summary, description, scopes, people, shape } = endpoint;
  const parameters = [
    ...propertiesOf(shape.query).map(([name, schema]) => ({ name, in: 'query', schema })),
    ...when(shape.idempotent, { $ref: '#/components/parameters/IdempotencyKey' }),
    ...when(shape.conditional, { $ref: '#/components/parameters/IfMatch' }),
    ...when(isDocument(endpoint.reply), { $ref: '#/components/parameters/IfNoneMatch' }),
  ];
  const text = [description, ...when(route.startsWith('DELETE '), DELETED_BEFORE), ...whoOf(endpoint)]
    .filter(Boolean)
    .join(' ');
  return {
    operationId: id,
    summary,
    ...(text !== '' && { description: text }),
    tags: [route.includes(' /operators') ? 'operators' : endpoint.function],
    security:
      scopes === 'open'
        ? []
        : [...scopes.map((scope) => ({ operatorToken: [scope] })), ...when(people, { personToken: ['portal'] })],
    ...(parameters.length > 0 && { parameters }),
    ...(takesBody(shape) && { requestBody: requestBody(endpoint) }),
  };
}

/** Which people may call the endpoint. Of some everybody may who signed in, as its path names no account. */
function whoOf({ people, route }: EndpointData): readonly string[] {
  if (people === undefined) return [];
  if (people === 'operator') return ['People: operators alone.'];
  if (!route.includes('{accountId}')) return ['People: everybody who signed in.'];
  return [`People: members with the role \`${people}\`${people === 'owner' ? '' : ' or above'}, and operators.`];
}

const DELETED_BEFORE = 'A repeated request whose first answer was lost is 404.';

const takesBody = ({ body }: RequestShape): boolean => !Object.is(body, noBody);

function requestBody({ route, shape }: EndpointData): Schema {
  const name = Object.entries(BODIES).find(([, schema]) => schema === shape.body)?.[0];
  if (name === undefined) throw new Error(`tools/openapi/bodies.ts names no schema for the body of ${route}`);
  const types = route.startsWith('PATCH ') ? [JSON_TYPE, PATCH_TYPE] : [JSON_TYPE];
  const content = { schema: ref(name), example: REQUEST_EXAMPLES[name] };
  return { required: shape.bodyOptional !== true, content: Object.fromEntries(types.map((type) => [type, content])) };
}

const valuesOf = (examples: Schema): Schema =>
  Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));

const DESCRIPTIONS = {
  200: 'Done.',
  201: 'Made.',
  204: 'Done; there is nothing to show.',
  304: 'The caller has the current document.',
};
const isDocument = ({ schemas }: EndpointData['reply']): boolean => schemas[200] === 'Document';

const headerRef = (component: string): Schema => ({ $ref: `#/components/headers/${component}` });
const DOCUMENT_HEADERS = { 'Cache-Control': headerRef('PublicCacheControl'), ETag: headerRef('DocumentETag') };

const successes = (endpoint: EndpointData): Members =>
  Object.fromEntries(
    Object.entries(endpoint.reply.schemas).map(([status, schema]) => {
      const { shape, reply } = endpoint;
      // For example `KeyOrState`.
      const name = schema && schema + when(mayBeUnread(endpoint), 'OrState').join('');
      const mayBeReplay = status === '200' && shape.idempotent && schema !== undefined;
      const success = {
        description: mayBeReplay ? 'Done, or done before.' : DESCRIPTIONS[Number(status) as keyof typeof DESCRIPTIONS],
        headers: isDocument(reply) ? DOCUMENT_HEADERS : headersOf(status, when(hasVersion(name), 'ETag')),
        ...(name !== undefined && {
          content: {
            [JSON_TYPE]: { schema: replySchema(name), examples: valuesOf(replyExamples(endpoint, status, name)) },
          },
        }),
      };
      return [status, success];
    }),
  );

/** Whether an actor may call the endpoint that may not read the record in its reply. */
const mayBeUnread = ({ scopes, reply: { readers } }: EndpointData): boolean =>
  readers !== undefined && scopes !== 'open' && scopes.some((scope) => !readers.includes(scope));

const hasVersion = (name = ''): boolean => 'version' in Object(SCHEMAS[name]?.['properties']);

const replySchema = (name: string): Schema =>
  name === 'Document' ? { type: 'object', description: 'OpenAPI 3.1.' } : ref(name);

const when = <T>(condition: unknown, ...items: readonly T[]): readonly T[] => (condition ? items : []);

function headersOf(status: string, more: readonly string[] = []): Schema {
  const names = [
    'Cache-Control',
    ...more,
    ...when(status === '201', 'Location'),
    ...when(status === '401' || status === '403', 'WWW-Authenticate'),
    ...when(status === '429' || status === '503', 'Retry-After'),
  ];
  return Object.fromEntries(names.map((name) => [name, headerRef(name)]));
}

/** What endpoints of this kind can answer with, whatever they do. */
const usualProblems = ({ scopes, shape }: EndpointData): ProblemCode[] => [
  'invalid-request',
  ...when<ProblemCode>(scopes !== 'open', 'invalid-credential', 'insufficient-scope'),
  'body-too-large',
  ...when<ProblemCode>(takesBody(shape), 'unsupported-media-type'),
  ...when<ProblemCode>(shape.idempotent, 'idempotency-in-progress', 'idempotency-mismatch'),
  'too-many-requests',
  'internal-error',
  'dependency-unavailable',
];

/** A code that an endpoint declares may also be one that every endpoint of its kind answers with. */
function byStatus(codes: readonly ProblemCode[]): [string, ProblemCode[]][] {
  const groups: Record<string, ProblemCode[]> = {};
  for (const code of new Set(codes)) (groups[PROBLEMS[code].status] ??= []).push(code);
  return Object.entries(groups);
}

function problemResponse(status: string, codes: readonly ProblemCode[]): Schema {
  const examples = valuesOf(Object.fromEntries(codes.map((code) => [code, exampleOf(code)])));
  return {
    description: `${codes.map((code) => `\`${code}\``).join(', ')}.`,
    headers: headersOf(status),
    content: { [PROBLEM_TYPE]: { schema: ref('Problem'), examples } },
  };
}

function exampleOf(code: ProblemCode) {
  const { title, status } = PROBLEMS[code];
  const detail = 'A sentence that says what to do next.';
  return { type: problemType(code), title, status, detail, instance: problemInstance('Vq3LxHc0PioFmTk=') };
}
