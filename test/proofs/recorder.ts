/** A local run that keeps everything it says: each place where text comes out is a sink. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { StartOptions } from '../../local/start';
import { ensureAssembly } from '../support/assembly';
import { clientFor } from '../support/local-table';
import { type Answer, send, type Sent, type TestRun, withLocalRun } from '../support/local-run';
import { hashesOf, type Needle, needlesOf, type Secret, secretsOfKey, secretsOfToken } from './needles';

export const SINKS = [
  'responses of the guarded API',
  'responses of the management API',
  'responses of the token endpoint',
  'error bodies',
  'events, as the API lists them',
  'function logs',
  'access logs',
  'table',
  'template',
  'assets',
  'outputs',
  'stdout of the command',
  'stderr of the command',
] as const;
export type Sink = (typeof SINKS)[number];
export type Sinks = Record<Sink, string[]>;

export const emptySinks = (): Sinks => Object.fromEntries(SINKS.map((sink): [string, string[]] => [sink, []])) as Sinks;

export class Recorder {
  readonly sinks = emptySinks();
  private readonly secrets: Secret[] = [];
  private readonly hashes: Needle[] = [];

  private constructor(
    readonly run: TestRun,
    private readonly assembly: string,
  ) {
    const { key, operator, client, firstParty } = run.facts;
    this.learnKey('the seeded key', key.key);
    for (const [name, one] of Object.entries({ operator, client, firstParty })) {
      if (one !== undefined) this.secrets.push({ name: `secret of the ${name}`, text: one.clientSecret });
    }
  }

  static async start(options: Partial<StartOptions> = {}): Promise<Recorder> {
    const assembly = options.assembly ?? (await ensureAssembly());
    return new Recorder(await withLocalRun({ ...options, assembly }), assembly);
  }

  /** All that must not be found, hashes apart: those belong into the table. */
  get needles(): Needle[] {
    return needlesOf(this.secrets);
  }

  get keyHashes(): readonly Needle[] {
    return this.hashes;
  }

  call(method: string, url: string, sent?: Sent): Promise<Answer> {
    return this.ask('responses of the guarded API', `${method} ${this.run.facts.apiUrl}${url}`, sent);
  }

  /** With the operator's token unless `sent` has another. */
  async manage(method: string, url: string, sent: Sent = {}): Promise<Answer> {
    const headers = { Authorization: `Bearer ${await this.operatorToken()}`, ...sent.headers };
    const where = `${method} ${this.run.facts.managementUrl}${url}`;
    return this.ask('responses of the management API', where, { ...sent, headers });
  }

  /** A request for a token; a success is the one answer that shows it. */
  async token(form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask('responses of the token endpoint', `POST ${this.run.facts.tokenUrl}`, {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    });
  }

  /** Takes a new token, a secret to search for from then on. */
  async newToken({ clientId, clientSecret }: { clientId: string; clientSecret: string }): Promise<string> {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    return String((await this.token(form)).body.access_token);
  }

  learnKey(name: string, key: string): void {
    this.secrets.push(...secretsOfKey(name, key));
    this.hashes.push(...hashesOf(name, key));
  }

  private operator: Promise<string> | undefined;
  private operatorToken(): Promise<string> {
    this.operator ??= this.newToken(this.run.facts.operator);
    return this.operator;
  }

  /** Records an answer but for the member that shows a new secret, which becomes one to search for. */
  private async ask(sink: Sink, where: string, sent?: Sent): Promise<Answer> {
    const [method = '', url = ''] = where.split(/ (.*)/s);
    const answer = await send(method, url, sent);
    let { text } = answer;
    for (const member of ['key', 'access_token']) {
      const shown: unknown = answer.status < 300 ? answer.body?.[member] : undefined;
      if (typeof shown !== 'string') continue;
      text = text.replace(shown, '');
      if (member === 'key') this.learnKey(`the key of answer ${this.sinks[sink].length}`, shown);
      else this.secrets.push(...secretsOfToken(`the token of answer ${this.sinks[sink].length}`, shown));
    }
    const told = `${answer.status} ${JSON.stringify(answer.headers)}\n${text}`;
    this.sinks[sink].push(told);
    if (answer.status >= 400) this.sinks['error bodies'].push(text);
    return answer;
  }

  /** What the run has written and kept so far, in the sinks that are no answers. */
  async collect(): Promise<Sinks> {
    const { run, sinks } = this;
    for (const { source, text } of run.lines) {
      sinks[/AccessLog/.test(source) ? 'access logs' : 'function logs'].push(text);
    }
    sinks.table.push(...(await scan(run)));
    sinks.outputs.push(JSON.stringify(run.outputs), JSON.stringify(run.apis));
    for (const file of filesIn(this.assembly)) {
      sinks[file.endsWith('.template.json') ? 'template' : 'assets'].push(readFileSync(file, 'latin1'));
    }
    return sinks;
  }
}

async function scan({ facts }: TestRun): Promise<string[]> {
  const client = clientFor(facts.tableEndpoint);
  try {
    const items: string[] = [];
    let from: Record<string, never> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName: facts.tableName, ExclusiveStartKey: from }));
      items.push(...(page.Items ?? []).map((item) => JSON.stringify(item)));
      from = page.LastEvaluatedKey as typeof from;
    } while (from !== undefined);
    return items;
  } finally {
    client.destroy();
  }
}

/** Every file but those that other files are packed in twice. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
