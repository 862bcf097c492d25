/**
 * Writes docs/routes.md from docs/openapi.json: every operation with its parameters, a whole request and whole answers. A
 * test fails when the committed page is not what this writes.
 *
 *     npm run openapi
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchor, oneLine, table } from './markdown';
import { answerExamples, pathValue, requestExample } from './openapi/operation-examples';
import { type Api, type Operation, type Parameter, readApi } from './openapi/operations';
import { memberRows, schemaRow, type SchemaRow } from './openapi/schema-rows';

const PAGE = join(__dirname, '..', 'docs', 'routes.md');

const HEAD = `# Routes

Every operation of the management API. \`npm run openapi\` writes this page and [\`openapi.json\`](openapi.json), which says the same
to machines. Paths begin with the stage, \`/v1\`; the output \`ManagementUrl\` has the whole address. How to get a token:
[accounts and keys](../README.md#accounts-and-keys). From TypeScript use [the typed client](client.md), from a terminal
[the command](command.md).
`;

/** Described once, as many routes have them. */
const SHARED_PARAMETERS = ['limit', 'cursor', 'from', 'to', 'Idempotency-Key', 'If-Match'];
const isShared = ({ name, in: place }: Parameter): boolean => place === 'path' || SHARED_PARAMETERS.includes(name);

/** What an operation may answer with whatever it does, and when it may. */
const SHARED_PROBLEMS: Readonly<Record<string, string>> = {
  'invalid-request': 'a parameter, header or member is wrong; `errors` lists them',
  'invalid-credential': 'no valid token, or none of the scopes; of a route that needs a token',
  'insufficient-scope':
    'the record of the operator, or the role of the person, does not reach; of a route that needs a token',
  'body-too-large': 'the body is over 32,768 bytes',
  'unsupported-media-type': 'the body is not JSON; of a route that takes a body',
  'idempotency-in-progress': 'the first request with this `Idempotency-Key` is not done; of a route that takes one',
  'idempotency-mismatch': 'the `Idempotency-Key` was used for another request; of a route that takes one',
  'too-many-requests': 'the throttle of the route, or of Cognito',
  'internal-error': 'a defect',
  'dependency-unavailable': 'the table or Cognito did not do as asked',
};

/** What answers hold, behind the operations of a tag: schemas of the document by the headings that they get here. */
const ANSWERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  accounts: { 'An account in an answer': 'AccountNow', 'Usage in an answer': 'Usage' },
  keys: { 'A key in an answer': 'Key' },
  clients: { 'A client in an answer': 'OAuthClient' },
  operators: { 'An operator in an answer': 'Operator' },
  members: { 'A member in an answer': 'Member' },
  events: { 'An event in an answer': 'Event' },
  verify: { 'A verdict in an answer': 'Verdict' },
  catalogue: { 'Plans in an answer': 'Plans' },
};

/** The page, from the document as it is written. */
export function routesPage(): string {
  const api = readApi();
  return [HEAD, contents(api), common(api), ...api.tags.map((tag) => section(api, tag))].join('\n');
}

const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;

const contents = ({ operations }: Api): string =>
  table(
    ['Route', 'Operation'],
    operations.map(({ method, path, summary }) => [`\`${method} ${path}\``, `[${summary}](#${anchor(summary)})`]),
  );

function common({ info, operations }: Api): string {
  const byName = new Map(operations.flatMap(({ parameters = [] }) => parameters.map((each) => [each.name, each])));
  const shared = [...byName.values()].filter(isShared).map((each) => [each.in, ...parameterRow(each)]);
  const problems = Object.entries(SHARED_PROBLEMS).map(([code, when]) => [
    statusOf(code, operations),
    linkTo(code),
    when,
  ]);
  // Of patterns it speaks to those who read the document itself.
  const words = info.description.split(/(?<=\.) /).filter((sentence) => !sentence.includes('`pattern`'));
  return [
    '## What routes have in common\n',
    `${words.join('\n')}\n`,
    'A PATCH may also have the type `application/json`. Answers have `Cache-Control: no-store`, but for the description of the API.\n',
    parameterTable(shared.sort(([one = ''], [other = '']) => other.localeCompare(one))),
    'Problems of all routes, as far as they can occur there:\n',
    table(['Status', 'Problem', 'When'], problems),
  ].join('\n');
}

const parameterTable = (rows: readonly (readonly string[])[]): string =>
  table(['In', 'Name', 'Type', 'Required', 'Meaning'], rows);

function parameterRow({ in: place, name, schema, required, description }: Parameter): SchemaRow {
  const meaning = schema.description ?? description ?? (place === 'path' ? `For example \`${pathValue(name)}\`.` : '');
  return schemaRow(name, meaning === '' ? schema : { ...schema, description: meaning }, required);
}

function section({ operations, schemas, managementScopes }: Api, { name, description }: Api['tags'][number]): string {
  const answers = Object.entries(ANSWERS[name] ?? {}).map(([heading, schema]) => {
    const rows = memberRows(schemas[schema] ?? {});
    if (rows.length === 0) throw new RangeError(`The document has no schema ${schema} with members`);
    return `### ${heading}\n\n${table(['Member', 'Type', 'Always', 'Meaning'], rows)}`;
  });
  const told = operations.filter(({ tags }) => tags.includes(name));
  return [
    `## ${capital(name)}\n\n${description}\n`,
    ...told.map((operation) => operationText(operation, managementScopes)),
    ...answers,
  ].join('\n');
}

function operationText(operation: Operation, managementScopes: readonly string[]): string {
  const { method, path, summary, parameters = [], requestBody } = operation;
  const { words, people } = wordsOf(operation);
  const [body] = Object.values(requestBody?.content ?? {});
  const rows = [
    ...parameters.filter((each) => !isShared(each)).map((each) => [each.in, ...parameterRow(each)]),
    ...memberRows(body?.schema ?? {}).map((row) => ['body', ...row]),
  ];
  return [
    `### ${summary}\n`,
    `\`${method} /v1${path}\`${words && ` · ${words}`}\n`,
    `- **Who may**: ${whoMay(operation, people, managementScopes)}\n${takenText(operation)}${problemText(operation)}`,
    ...(rows.length === 0 ? [] : [parameterTable(rows)]),
    ...(body?.schema.description === undefined ? [] : [`${body.schema.description}\n`]),
    requestExample(operation),
    answerExamples(operation),
  ].join('\n');
}

/** The document ends a description with the people who may call the operation. */
function wordsOf({ description = '' }: Operation): { readonly words: string; readonly people: string } {
  const [, words = '', people = ''] = /^(.*?)(?: ?People: ([^.]*)\.)?$/su.exec(description) ?? [];
  return { words: oneLine(words), people };
}

function whoMay({ security }: Operation, people: string, managementScopes: readonly string[]): string {
  if (security.length === 0) return 'anybody, without a token.';
  const scopes = security.flatMap(({ operatorToken = [] }) => operatorToken).map((scope) => `\`${scope}\``);
  const enough = scopes.length === managementScopes.length ? 'any scope' : scopes.join(' or ');
  const machines = scopes.length === 0 ? '' : `operators with ${enough}`;
  return `${[machines, people && `people: ${people}`].filter(Boolean).join('; ')}.`;
}

function takenText({ parameters = [], requestBody }: Operation): string {
  const shared = parameters.filter((each) => isShared(each) && each.in !== 'path').map(({ name }) => `\`${name}\``);
  const parts = [
    ...(shared.length === 0 ? [] : [`${shared.join(', ')} [as other routes](#what-routes-have-in-common)`]),
    ...(requestBody?.required === false ? ['the body may be left out'] : []),
  ];
  return parts.length === 0 ? '' : `- **Takes**: ${parts.join('; ')}.\n`;
}

function problemText({ responses }: Operation): string {
  const own = codesOf(responses).filter(([, code]) => !(code in SHARED_PROBLEMS));
  return own.length === 0
    ? ''
    : `- **Problems**: ${own.map(([status, code]) => `${status} ${linkTo(code)}`).join(', ')}.\n`;
}

const codesOf = (responses: Operation['responses']): readonly (readonly [status: string, code: string])[] =>
  Object.entries(responses).flatMap(([status, { content }]) =>
    Object.keys(content?.['application/problem+json']?.examples ?? {}).map((code) => [status, code] as const),
  );

const linkTo = (code: string): string => `[\`${code}\`](problems/${code}.md)`;

function statusOf(code: string, operations: readonly Operation[]): string {
  const found = operations.flatMap(({ responses }) => codesOf(responses)).find(([, name]) => name === code);
  if (found === undefined) throw new RangeError(`No route answers with ${code}`);
  return found[0];
}

if (require.main === module) writeFileSync(PAGE, routesPage());
