/**
 * What all measurements of a run share: the canned table, the files that the children read, and how a child is started.
 * A child is a process of its own, so that no contender is timed beside the code of another.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from './build';
import { type EventName, junkEvents, makeDeployment, tokenSigner } from './deployment';
import type { Addresses } from './processes/table-server';

/** More than one process uses: 200 for each round, and as many as the compiler of V8 needs to be done with. */
const TOKENS = 8_000;
/** As many as come in a second. */
const JUNK = 1_000;

/** How many, by operation, for example `BatchGetItem`. */
export type TableRequests = Readonly<Record<string, number>>;

export interface Lab {
  /** Path of the Node that runs the children. */
  readonly node: string;
  readonly files: Readonly<Record<EventName | 'deployment' | 'tokens' | 'junk', string>>;
  readonly keySet: string;
  /** The environment variables of a function. */
  readonly variables: Readonly<Record<'http' | 'https', Readonly<Record<string, string>>>>;
  /** Requests to the table since the last call. */
  readonly tableRequests: () => Promise<TableRequests>;
  readonly close: () => void;
}

/** A child that answers each message with one message, after a first one that says it is ready. */
export class Child<Answer> {
  private constructor(private readonly process: ChildProcess) {}

  static async start<A>(
    node: string,
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Child<A>> {
    const [file = '', ...rest] = argv;
    const child = fork(file, rest, {
      execPath: node,
      execArgv: [],
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await answerOf(child, argv);
    return new Child<A>(child);
  }

  async round(kind = 'round'): Promise<Answer> {
    const answer = answerOf(this.process, this.process.spawnargs);
    this.process.send(kind);
    // Child and parent are built from the same sources, so the answer has the type that the child’s file exports.
    return (await answer) as Answer;
  }

  stop(): void {
    this.process.disconnect();
  }
}

const answerOf = (child: ChildProcess, argv: readonly string[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error(`The process ended: ${argv.join(' ')}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });

function write(name: string, content: unknown): string {
  const file = join(OUT, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function makeFiles(): Lab['files'] {
  const signer = tokenSigner();
  const deployment = makeDeployment(signer);
  const events = Object.entries(deployment.events).map(([name, event]) => [name, write(`${name}.json`, event)]);
  const tokens = Array.from({ length: TOKENS }, (_, at) => signer.sign(`bench-${at}`));
  return {
    ...(Object.fromEntries(events) as Record<EventName, string>),
    deployment: write('deployment.json', deployment),
    tokens: write('tokens.json', tokens),
    junk: write('junk.json', junkEvents(JUNK)),
  };
}

/** Open for the whole run; close it at the end. */
export async function openLab(node: string): Promise<Lab> {
  mkdirSync(OUT, { recursive: true });
  const files = makeFiles();
  const settings = await import(files.deployment).then(
    ({ settings: given }: { settings: Record<string, string> }) => given,
  );
  const server = fork(join(OUT, 'processes/table-server.js'), [files.deployment], { execPath: node, execArgv: [] });
  const addresses = (await answerOf(server, ['table-server.js'])) as Addresses;
  const shared = {
    ...settings,
    KEY_SET_URL: addresses.keySet,
    NODE_EXTRA_CA_CERTS: write('certificate.pem', addresses.certificate),
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'bench'.repeat(100),
    AWS_LAMBDA_FUNCTION_NAME: 'orders-authorizer',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  return {
    node,
    files,
    keySet: addresses.keySet,
    variables: {
      http: { ...shared, AWS_ENDPOINT_URL_DYNAMODB: addresses.http },
      https: { ...shared, AWS_ENDPOINT_URL_DYNAMODB: addresses.https },
    },
    tableRequests: async () => {
      const answer = answerOf(server, ['table-server.js']);
      server.send('requests');
      return ((await answer) as { readonly requests: TableRequests }).requests;
    },
    close: () => server.disconnect(),
  };
}
