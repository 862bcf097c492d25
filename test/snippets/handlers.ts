/**
 * Invokes the handlers of docs/backends.md, each with the contexts that the page shows and with none. Python is called by a
 * line; a program in Go asks a runtime API for its event, as in Lambda.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bash, type Environment } from '../toolchains/programs';
import { blocksOf, type Language } from './blocks';

interface Invoked {
  readonly guarantee: string;
  readonly authorizer: object | undefined;
  readonly status: number;
  /** Each stands in the body. */
  readonly says: string;
}

interface Place {
  /** The folder with the prepared files of the language. */
  readonly folder: string;
  readonly environment: Environment;
}

const DRIVER = `import json, os, runpy
print(json.dumps(runpy.run_path("python.py")["handler"](json.loads(os.environ["EVENT"]), None)))`;

const [key, client, firstParty] = blocksOf('docs/backends.md').flatMap(({ language, code }) =>
  language === 'json' ? [JSON.parse(code) as Record<string, string>] : [],
);

const INVOCATIONS: readonly Invoked[] = [
  { guarantee: 'knows the account of a key', authorizer: key, status: 200, says: key?.['accountId'] ?? '?' },
  { guarantee: 'knows the account of a client', authorizer: client, status: 200, says: client?.['accountId'] ?? '?' },
  {
    guarantee: 'refuses a key without the scope',
    authorizer: { ...key, scopes: 'write:orders' },
    status: 403,
    says: 'read:orders',
  },
  { guarantee: 'refuses a call without a door', authorizer: undefined, status: 500, says: 'Internal error' },
  { guarantee: 'refuses a call of another door', authorizer: firstParty, status: 500, says: 'Internal error' },
];

/** What is wrong with the language's handler, by guarantee. Empty for a language without one. */
export async function triedHandlers(
  language: Language,
  place: Place,
): Promise<readonly { readonly guarantee: string; readonly wrong: string }[]> {
  if (language !== 'python' && language !== 'go') return [];
  const rows = [];
  for (const { guarantee, authorizer, status, says } of INVOCATIONS) {
    const event = JSON.stringify({ resource: '/orders/{id}', headers: {}, requestContext: { authorizer } });
    const answer = await (language === 'go' ? askGo : askPython)(event, place);
    const isRight = answer.includes(`"statusCode":${status},`) && answer.includes(says);
    rows.push({ guarantee: `the handler ${guarantee}`, wrong: isRight ? '' : `answered ${answer}` });
  }
  return rows;
}

async function askPython(event: string, { folder, environment }: Place): Promise<string> {
  const more = { ...environment, DRIVER, EVENT: event };
  const { stdout, stderr } = await bash('"$PYTHON" -c "$DRIVER"', folder, more);
  const [last = ''] = stdout.trim().split('\n').slice(-1);
  return last.replaceAll('": ', '":') + stderr;
}

/** Gives one event, takes one answer, and then fails, so that the program ends. */
async function askGo(event: string, { folder, environment }: Place): Promise<string> {
  let [given, answer] = [false, ''];
  const runtime = createServer((request, response) => {
    if (request.method === 'POST') {
      request.setEncoding('utf8').on('data', (text: string) => (answer += text));
      request.on('end', () => response.writeHead(202).end());
    } else {
      const headers = { 'Lambda-Runtime-Aws-Request-Id': 'one', 'Lambda-Runtime-Deadline-Ms': '99999999999999' };
      response.writeHead(given ? 500 : 200, headers).end(event);
      given = true;
    }
  });
  await new Promise<void>((resolve) => runtime.listen(0, '127.0.0.1', resolve));
  const { port } = runtime.address() as AddressInfo;
  const { stderr } = await bash('bin/go || true', folder, {
    ...environment,
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
  });
  runtime.close();
  return answer || stderr;
}
