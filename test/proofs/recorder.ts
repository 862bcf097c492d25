/** A local run that keeps everything it says: each place where text comes out is a sink. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StartOptions } from '../../local/start-options';
import { ensureAssembly } from '../support/assembly';
import { type Answer, send, type Sent, type TestRun, withLocalRun } from '../support/local-run';
import type { PersonTokens } from '../support/sign-in';
import { type Item, itemsOf, namesOfTables } from '../support/table-items';
import {
  hashesOf,
  type Needle,
  needlesOf,
  type Secret,
  secretsOfClient,
  secretsOfKey,
  secretsOfPerson,
  secretsOfToken,
} from './needles';

export const SINKS = [
  'responses of the guarded API',
  'responses of the management API',
  'responses of the token endpoint',
  'responses of the token cache',
  'error bodies',
  'events, as the API lists them',
  'function logs',
  'access logs',
  'table',
  'cache table',
  'kept data',
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
    private readonly from: { readonly assembly: string; readonly data: string },
  ) {
    const { key, operator, client, firstParty } = run.facts;
    this.learnKey('the seeded key', key.key);
    for (const [name, one] of Object.entries({ operator, client, firstParty })) {
      if (one !== undefined) this.secrets.push(...secretsOfClient(`the ${name}`, one));
    }
  }

  static async start(options: Partial<StartOptions> = {}): Promise<Recorder> {
    const assembly = options.assembly ?? (await ensureAssembly());
    const data = mkdtempSync(path.join(tmpdir(), 'recorded-'));
    return new Recorder(await withLocalRun({ ...options, assembly, dataDirectory: data }), { assembly, data });
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
  token(form: Form, headers?: Sent['headers']): Promise<Answer> {
    return this.ask('responses of the token endpoint', `POST ${this.run.facts.tokenUrl}`, asForm(form, headers));
  }

  /** The same of the cache, which may show it again. `after` is added to the address. */
  cached(form: Form, headers?: Sent['headers'], after = ''): Promise<Answer> {
    const url = `${this.run.facts.cachedTokenUrl ?? ''}${after}`;
    return this.ask('responses of the token cache', `POST ${url}`, asForm(form, headers));
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

  learnPerson(name: string, tokens: PersonTokens): void {
    this.secrets.push(...secretsOfPerson(name, tokens));
  }

  private operator: Promise<string> | undefined;
  private takenAt = 0;
  private operatorToken(): Promise<string> {
    const now = this.run.clock.now();
    if (this.operator === undefined || now > this.takenAt + HALF_AN_HOUR_MS) {
      this.takenAt = now;
      this.operator = this.newToken(this.run.facts.operator);
    }
    return this.operator;
  }

  /**
   * Records an answer but for the member that shows a new secret, which becomes one to search for. A token is shown
   * as often as it is asked for, a secret once.
   */
  private async ask(sink: Sink, where: string, sent?: Sent): Promise<Answer> {
    const [method = '', url = ''] = where.split(/ (.*)/s);
    const answer = await send(method, url, sent);
    let { text } = answer;
    for (const member of ['key', 'access_token', 'clientSecret']) {
      const shown: unknown = answer.status < 300 ? answer.body?.[member] : undefined;
      if (typeof shown !== 'string') continue;
      const known = this.secrets.some((secret) => secret.text === shown);
      if (!known || member === 'access_token') text = text.replace(shown, '');
      if (!known) this.learn(member, shown, { name: `answer ${this.sinks[sink].length} of ${sink}`, url, answer });
    }
    const told = `${answer.status} ${JSON.stringify(answer.headers)}\n${text}`;
    this.sinks[sink].push(told);
    if (answer.status >= 400) this.sinks['error bodies'].push(text);
    return answer;
  }

  private learn(member: string, shown: string, { name, url, answer }: { name: string; url: string; answer: Answer }) {
    if (member === 'key') this.learnKey(`the key of ${name}`, shown);
    else if (member === 'access_token') this.secrets.push(...secretsOfToken(`the token of ${name}`, shown));
    else {
      // The answer to a new secret has that secret's id; whose it is says the address.
      const clientId = /\/([^/]+)\/secrets$/.exec(url)?.[1] ?? String(answer.body.id);
      this.secrets.push(...secretsOfClient(`the client of ${name}`, { clientId, clientSecret: shown }));
    }
  }

  /** Ends the run and gives what it has written and kept, in the sinks that are no answers too. */
  async collect(): Promise<Sinks> {
    const { run, sinks } = this;
    const { assembly, data } = this.from;
    for (const { source, text } of run.lines) {
      sinks[/AccessLog/.test(source) ? 'access logs' : 'function logs'].push(text);
    }
    for (const table of await namesOfTables(run.facts.tableEndpoint)) {
      const items = await itemsOf(run.facts.tableEndpoint, table);
      sinks[table === run.facts.tableName ? 'table' : 'cache table'].push(...items.map(written));
    }
    sinks.outputs.push(JSON.stringify(run.outputs), JSON.stringify(run.apis));
    for (const file of filesIn(assembly)) {
      sinks[file.endsWith('.template.json') ? 'template' : 'assets'].push(readFileSync(file, 'latin1'));
    }
    await run.close();
    // The pool's own file stands for what Cognito keeps: it has every secret.
    for (const file of filesIn(data).filter((name) => !name.startsWith(path.join(data, 'pool'))))
      sinks['kept data'].push(readFileSync(file, 'latin1'));
    return sinks;
  }

  async close(): Promise<void> {
    await this.run.close();
    rmSync(this.from.data, { recursive: true, force: true });
  }
}

type Form = Readonly<Record<string, string>>;
const HALF_AN_HOUR_MS = 1_800_000;

const asForm = (form: Form, headers: Sent['headers'] = {}): Sent => ({
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(form).toString(),
});

/** Bytes as text too, so that something unsealed is read as what it is. */
const written = (item: Item): string =>
  [JSON.stringify(item), ...Object.values(item).map(({ B }) => Buffer.from(B ?? '').toString('latin1'))].join('\n');

/** Every file but those that other files are packed in twice. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
