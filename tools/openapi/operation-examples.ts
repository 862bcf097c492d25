/** The whole example of an operation's request and of its answers, as HTTP shows them. */
import { STATUS_CODES } from 'node:http';
import { fenced } from '../markdown';
import { CLIENT_ID, ACCOUNT_ID, KEY_ID, OPERATOR_ID, SECRET_ID, SUBJECT } from './example-values';
import { jsonText } from './json-text';
import type { Answer, Operation, Parameter } from './operations';

const PATH_VALUES: Readonly<Record<string, string>> = {
  accountId: ACCOUNT_ID,
  keyId: KEY_ID,
  clientId: CLIENT_ID,
  operatorId: OPERATOR_ID,
  secretId: SECRET_ID,
  subject: SUBJECT,
};
const HEADER_VALUES: Readonly<Record<string, string>> = {
  'Idempotency-Key': '0d3c8f6e-5b1a-4c52-9e0f-7a6d2b9c4e18',
  'If-Match': '"1"',
};
/** What sets an example apart from the usual answer, by the names of `examples.ts`. */
const OCCASIONS: Readonly<Record<string, string>> = {
  whole: '',
  issued: '',
  replayed: 'Sent again with the same `Idempotency-Key`:',
  state: 'To an operator that may not read the record:',
  states: 'To an operator that may not read keys:',
  named: 'Where `filter.ids` names a key that is not there:',
  repeated: 'Sent again:',
  valid: 'Of a credential that is valid:',
  refused: 'Of a credential that is refused:',
};

export function requestExample(operation: Operation): string {
  const { method, path, security, requestBody, parameters = [] } = operation;
  const [type, body] = Object.entries(requestBody?.content ?? {}).at(-1) ?? [];
  if (body !== undefined && body.example === undefined)
    throw new RangeError(`${method} ${path} has no example request`);
  const head = [
    `${method} ${examplePath(path)}`,
    ...(security.length === 0 ? [] : ['Authorization: Bearer <access token>']),
    ...parameters.flatMap(headerLine),
    ...(isEmpty(body) ? [] : [`Content-Type: ${type}`]),
  ].join('\n');
  return fenced('http', isEmpty(body) ? head : `${head}\n\n${jsonText(body?.example)}`);
}

/** Without a body, or with one that says nothing and may be left out. */
const isEmpty = (body: { readonly example?: unknown } | undefined): boolean =>
  body === undefined || JSON.stringify(body.example) === '{}';

const headerLine = ({ name }: Parameter): readonly string[] => {
  const value = HEADER_VALUES[name];
  return value === undefined ? [] : [`${name}: ${value}`];
};

const examplePath = (path: string): string =>
  `/v1${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathValue(name))}`;

/** The example of a parameter of paths. */
export function pathValue(name: string): string {
  const value = PATH_VALUES[name];
  if (value === undefined) throw new RangeError(`There is no example of {${name}}`);
  return value;
}

/** Every answer but problems, the one to a first request first. */
export function answerExamples(operation: Operation): string {
  const shown = new Set<string>();
  const order = ['201', '200', '204', '304'].filter((status) => status in operation.responses);
  return order
    .flatMap((status) => Object.entries(operation.responses).filter(([name]) => name === status))
    .map(([status, answer]) => {
      const text = JSON.stringify(answer.content);
      if (text !== undefined && shown.has(text)) return `The same with status ${status} if it was there before.\n`;
      shown.add(text);
      return answerText(operation, status, answer);
    })
    .join('\n');
}

function answerText(operation: Operation, status: string, { content, description, headers }: Answer): string {
  const line = `${status} ${STATUS_CODES[Number(status)]}`;
  if (content === undefined) return status < '300' ? fenced('http', line) : `Status ${status}: ${description}\n`;
  const examples = Object.entries(content['application/json']?.examples ?? {});
  if (examples.length === 0) throw new RangeError(`${operation.operationId} has no example of its answer ${status}`);
  return examples
    .map(([name, { value }]) => {
      const occasion = OCCASIONS[name];
      if (occasion === undefined) throw new RangeError(`There are no words for the example ${name}`);
      const head = [line, ...answerHeaders(operation, value, Object.keys(headers ?? {}))].join('\n');
      return (occasion && `${occasion}\n\n`) + fenced('http', `${head}\n\n${jsonText(value)}`);
    })
    .join('\n');
}

function answerHeaders({ method, path }: Operation, value: object, names: readonly string[]): readonly string[] {
  const { version, id, subject } = value as { version?: number; id?: string; subject?: string };
  const made = method === 'PUT' ? examplePath(path) : `${examplePath(path)}/${id ?? subject}`;
  return [
    ...(names.includes('ETag') && version !== undefined ? [`ETag: "${version}"`] : []),
    ...(names.includes('Location') ? [`Location: ${made}`] : []),
  ];
}
