/**
 * Runs one call through the handler of a deployed function, with a DynamoDB client that answers from memory, and
 * records which files of lambda/ the call passes through.
 */
import { createHash } from 'node:crypto';
import Module from 'node:module';
import { join, relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import ts from 'typescript';
import { ROOT, textOf } from './import-graph';

export interface CallTrace {
  /** In the order of the first call into each file. */
  readonly files: readonly string[];
  /** Our functions on the stack of the first call of the client's `send`, from the handler on. */
  readonly frames: readonly string[];
}

const LAMBDA = join(ROOT, 'lambda');
let files = new Set<string>();
let frames: readonly string[] | undefined;

Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  AWS_LAMBDA_LOG_LEVEL: 'SILENT',
  TABLE_NAME: 'table',
  KEY_PREFIX: 'sp',
  ENVIRONMENT: 'live',
  SCOPES: 'read:orders',
  ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_test',
  MANAGEMENT_RESOURCE_SERVER: 'orders-management',
  BOOTSTRAP_OPERATOR: 'op',
  KEY_SET_URL: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_test/.well-known/jwks.json',
  RESOURCE_SERVERS: 'orders',
  // The one route GET /orders with the scope read:orders and the door any (lambda/doors/authorizer/route-table.ts).
  ROUTES: deflateRawSync(
    Buffer.concat([
      Buffer.from('["read:orders"]\n'),
      createHash('sha256').update('GET /orders').digest().subarray(0, 4),
      Buffer.of(0, 0),
    ]),
  ).toString('base64'),
});

/** The first statement or expression of each function in lambda/ calls this. */
Object.assign(globalThis, { enterFile: (file: string): void => void files.add(file) });

const { factory } = ts;
/** Puts the call of `enterFile` into every function of a source file. */
const instrument: ts.TransformerFactory<ts.SourceFile> = (context) => (source) => {
  const enter = () => {
    const file = factory.createStringLiteral(relative(LAMBDA, source.fileName).replace(/\.ts$/, ''));
    return factory.createCallExpression(factory.createIdentifier('enterFile'), undefined, [file]);
  };
  const visit = (node: ts.Node, parent: ts.Node): ts.Node => {
    const visited = ts.visitEachChild(node, (child) => visit(child, node), context);
    if (ts.isBlock(visited) && ts.isFunctionLike(parent))
      return factory.updateBlock(visited, [factory.createExpressionStatement(enter()), ...visited.statements]);
    if (ts.isArrowFunction(parent) && parent.body === node)
      return factory.createComma(enter(), visited as ts.Expression);
    return visited;
  };
  return ts.visitEachChild(source, (child) => visit(child, source), context);
};

type Compiled = Module & { _compile(code: string, file: string): void };
type Loader = (module: Compiled, file: string) => void;
const loaders = (Module as unknown as { _extensions: Record<string, Loader> })._extensions;
const loadOther = loaders['.ts'];
loaders['.ts'] = (module, file) => {
  if (!file.startsWith(LAMBDA)) return loadOther?.(module, file);
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const options = { fileName: file, compilerOptions, transformers: { before: [instrument] } };
  module._compile(ts.transpileModule(textOf(relative(ROOT, file)), options).outputText, file);
};

/** The frames of lambda/ on the stack, the outermost first, for example `verify-key verifyKey`. */
function framesNow(): readonly string[] {
  Error.stackTraceLimit = Infinity;
  const lines = new Error().stack?.split('\n') ?? [];
  return lines
    .flatMap((line) => {
      const [, name = '=>', file] = /at (?:async )?(?:(?:\w+\.)?([\w#]+) )?.*\/lambda\/(.+)\.ts:/.exec(line) ?? [];
      return file === undefined ? [] : [`${file} ${name}`];
    })
    .reverse();
}

type Send = (command: { readonly input: unknown }) => Promise<unknown>;

/** Traces the second of two calls: the first one fills what a warm process keeps. */
export async function traceCall<E>(handler: (event: E) => Promise<unknown>, send: Send, event: E): Promise<CallTrace> {
  const traced: Send = (command) => {
    frames ??= framesNow();
    return send(command);
  };
  Object.assign(DynamoDBDocumentClient.prototype, { send: traced });
  await handler(event);
  files = new Set();
  frames = undefined;
  await handler(event);
  const trace = { files: [...files], frames: frames ?? [] };
  const [outermost = 'none'] = trace.frames;
  if (!outermost.startsWith(`${trace.files[0] ?? ''} `))
    throw new Error(
      `The stack begins at ${outermost}, not at the handler: an await without a stack trace comes before`,
    );
  return trace;
}
