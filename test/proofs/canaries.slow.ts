/**
 * A secret is seen once: whatever is done with it and wherever a caller puts it, no sink shows it again. Before a
 * sink's silence counts, something is planted in it, on the way that a leak would take, and must be found.
 */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAssembly } from '../../local/assembly/assembly';
import type { LogLine } from '../../local/types';
import { ensureAssembly } from '../support/assembly';
import { asDeveloper, namesOfTables } from '../support/table-items';
import { ofType } from './circumstances';
import { basic, lifeOfClients, oddClientPlaces, oddTokenRequests, troubleAtIssuer } from './client-places';
import { found, needlesOf, type Needle } from './needles';
import { asOwnText, everywhere, lifeOfImported, lifeOfKeys, listEvents, tokenErrors, trouble } from './odd-places';
import { lifeOfPeople } from './people-places';
import { Recorder, type Sink, SINKS, type Sinks } from './recorder';
import { meetDefects, type QuotingDefects } from './quoting-defects';
import { listenToCommand } from './the-command';

let sinks: Sinks;
let needles: Needle[];
let hashes: readonly Needle[];
let planted: Planted;
let defects: QuotingDefects;
/** Functions and access logs of the template, and which of them wrote something on the journey. */
let writers: string[];
let written: ReadonlySet<string>;

/** Writes nothing when all is well, as it serves files; the access log has a line for each request. */
const QUIET = /^SallyportManagementPortalPage/;
/** Not of a key's form, as a text of that form is refused in most places. */
const CANARY = `canary_${'y3llowB1rd'.repeat(5)}`;

beforeAll(async () => {
  const assembly = await ensureAssembly();
  writers = writersOf(assembly);
  ({ sinks, needles, hashes, written } = await makeJourney(assembly));
  planted = await plantEverywhere(assembly);
  defects = await meetDefects(assembly);
}, 600_000);

function writersOf(assembly: string): string[] {
  const template = readAssembly(assembly)[0]?.template ?? { Resources: {} };
  const ids = ['AWS::Lambda::Function', 'AWS::Logs::LogGroup'].flatMap((type) => ofType(template, type));
  // A function's own log group, and the backends, say nothing by themselves.
  return ids.map(([id]) => id).filter((id) => /^Sallyport/.test(id) && !/Logs[0-9A-F]{8}$/.test(id));
}

async function makeJourney(assembly: string) {
  const recorder = await Recorder.start({ assembly });
  const { run } = recorder;
  try {
    const token = await recorder.newToken(run.facts.client);
    const issued = await lifeOfKeys(recorder);
    const imported = await lifeOfImported(recorder);
    const client = await lifeOfClients(recorder);
    const ofPeople = await lifeOfPeople(recorder);
    const secret = issued.key.slice(issued.key.lastIndexOf('_') + 1);
    for (const one of [issued.key, secret, imported, client.clientSecret, token, ...ofPeople])
      await everywhere(recorder, issued, one);
    for (const one of [client.clientSecret, token]) await oddClientPlaces(recorder, client, one);
    await asOwnText(recorder, issued);
    await trouble(recorder, issued, token);
    await tokenErrors(recorder);
    await oddTokenRequests(recorder, client);
    await troubleAtIssuer(recorder, client);
    await listEvents(recorder);
    const said = await listenToCommand(assembly);
    const collected = await recorder.collect();
    collected['stdout of the command'].push(...said.stdout.slice(1));
    collected['stderr of the command'].push(said.stderr);
    return {
      sinks: collected,
      needles: [...recorder.needles, ...needlesOf(said.secrets)],
      hashes: recorder.keyHashes,
      written: new Set(run.lines.map(({ source }) => source)),
    };
  } finally {
    await recorder.close();
  }
}

/** A deployment that leaks in every way, and what of it must be found in each sink. */
async function plantEverywhere(assembly: string): Promise<Planted> {
  const leaky = mkdtempSync(path.join(tmpdir(), 'leaky-'));
  cpSync(assembly, leaky, { recursive: true });
  makeLeaky(leaky);
  const recorder = await Recorder.start({ assembly: leaky });
  const { facts } = recorder.run;
  try {
    await callEverything(recorder);
    const token = await recorder.run.token(facts.client);
    const right = await listenToCommand(leaky);
    // It repeats no word that it does not know, but a folder that is not there.
    const wrong = await listenToCommand(CANARY);
    const texts = await recorder.collect();
    texts['responses of the token endpoint'].push(token);
    texts['stdout of the command'].push(...right.stdout);
    texts['stderr of the command'].push(wrong.stderr);
    return {
      texts,
      lines: recorder.run.lines,
      secrets: found(recorder.needles, texts['function logs']),
      otherwise: {
        'responses of the token endpoint': token,
        'stdout of the command': right.secrets[0]?.text ?? '',
      },
    };
  } finally {
    await recorder.close();
    rmSync(leaky, { recursive: true, force: true });
  }
}

/** Each function and each API once, and both tables. */
async function callEverything(recorder: Recorder): Promise<void> {
  const { facts } = recorder.run;
  await recorder.call('GET', `/orders/${CANARY}`, { headers: { 'X-API-Key': facts.key.key } });
  await recorder.manage('POST', `/accounts/${facts.account.id}/keys`, { body: { label: CANARY, scopes: [] } });
  await recorder.manage('GET', `/${CANARY}`);
  await recorder.manage('POST', '/verify', { body: { credential: 'any' } });
  await recorder.manage('POST', '/revocations', { body: { key: 'any' } });
  for (const path of [`/accounts/${facts.account.id}/members`, '/portal/config.json', '/scopes'])
    await recorder.manage('GET', path);
  const { body } = await recorder.manage('POST', `/accounts/${facts.account.id}/clients`, {
    body: { label: CANARY, scopes: ['read:orders'] },
  });
  await recorder.cached({ grant_type: 'client_credentials' }, basic(`${body.id}:${body.clientSecret}`));
  await recorder.cached({}, {}, `/${CANARY}`);
  await listEvents(recorder);
  const cache = (await namesOfTables(facts.tableEndpoint)).find((name) => name !== facts.tableName);
  const sealed = { B: Buffer.from(CANARY) };
  await asDeveloper(facts.tableEndpoint, (client) =>
    client.send(new PutItemCommand({ TableName: cache, Item: { id: { S: 'any' }, sealed } })),
  );
}

interface Planted {
  readonly texts: Sinks;
  readonly lines: readonly LogLine[];
  /** Secrets of the run that its functions told in their logs. */
  readonly secrets: readonly string[];
  /** Where nothing of ours can be planted: a credential that this sink does show once. */
  readonly otherwise: Readonly<Partial<Record<Sink, string>>>;
}

/** Backends that log and answer what they are sent, functions that leak, and a template and assets that hold it. */
function makeLeaky(assembly: string): void {
  const [stack] = readAssembly(assembly);
  if (stack === undefined) throw new Error('the assembly has a stack');
  const { template, assets, name } = stack;
  template.Description = CANARY;
  template.Outputs = { ...template.Outputs, Leaky: { Value: CANARY } };
  for (const [, { Properties }] of ofType(template, 'AWS::ApiGateway::Stage')) {
    Properties.AccessLogSetting.Format = '{"path":"$context.path"}';
  }
  for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
    const folder = assets.get(Properties.Code.S3Key);
    if (writers.includes(id) && folder !== undefined) appendFileSync(path.join(folder, 'index.js'), LEAK);
  }
  const [, backend] = ofType(template, 'AWS::Lambda::Function').find(([id]) => /^Orders/.test(id)) ?? [];
  const code = assets.get(backend?.Properties.Code.S3Key);
  if (backend === undefined || code === undefined) throw new Error('the sample has a backend');
  backend.Properties.Handler = 'index.handler';
  writeFileSync(path.join(code, 'index.js'), BACKEND);
  writeFileSync(path.join(assembly, `${name}.template.json`), JSON.stringify(template));
}

const BACKEND = `// ${CANARY}
exports.handler = async (event) => {
  console.log(event.path);
  return { statusCode: 500, body: event.path };
};
`;

/** A function of ours that tells in its log and in its answers. */
const LEAK = `
;{
  const { handler } = module.exports;
  module.exports = {
    handler: async (event, context) => {
      console.log('${CANARY}', JSON.stringify(event));
      const answer = await handler(event, context);
      console.log(JSON.stringify(answer));
      return answer?.headers ? { ...answer, headers: { ...answer.headers, 'X-Leak': '${CANARY}' } } : answer;
    },
  };
}
`;

test.each(SINKS)('a canary planted in %s is found', (sink) => {
  const canary = needlesOf([{ name: 'canary', text: planted.otherwise[sink] ?? CANARY }]);

  expect(found(canary, planted.texts[sink])).toContain('canary (plain)');
});

test('a canary planted in every function and every access log is found there', () => {
  const canary = needlesOf([{ name: 'canary', text: CANARY }]);
  const silent = writers.filter((writer) => {
    const texts = planted.lines.filter(({ source }) => source === writer).map(({ text }) => text);
    return !found(canary, texts).includes('canary (plain)');
  });

  // Eleven functions and three APIs.
  expect(writers).toHaveLength(14);
  expect(silent).toEqual([]);
});

test('a client’s secret, its Basic credentials and a token from the cache, planted in a function’s log, are found', () => {
  const client = 'of the client of answer \\d+ of responses of the management API';
  const expected = [
    `secret ${client} \\(plain\\)`,
    `secret ${client} \\(base64\\)`,
    `first half of secret ${client} \\(plain\\)`,
    `Basic credentials ${client} \\(plain\\)`,
    'signature of the token of answer \\d+ of responses of the token cache \\(plain\\)',
  ];

  for (const name of expected) expect(planted.secrets).toContainEqual(expect.stringMatching(new RegExp(`^${name}$`)));
});

test.each([
  ['as it is', (text: string) => text],
  ['in capitals', (text: string) => text.toUpperCase()],
  ['in base64', (text: string) => Buffer.from(text).toString('base64')],
  ['in base64 after one byte', (text: string) => Buffer.from(`:${text}:`).toString('base64')],
  ['in base64url after two bytes', (text: string) => Buffer.from(`id${text}, and so on`).toString('base64url')],
  ['in Basic credentials', (text: string) => basic(`4h57bb1e6jqp3on8vr2k9d0c7a:${text}`).Authorization],
  ['in hex', (text: string) => Buffer.from(text).toString('hex')],
  ['in a URL', (text: string) => encodeURIComponent(text)],
  ['cut short', (text: string) => text.slice(0, -10)],
  ['without its head', (text: string) => text.slice(-30)],
])('a secret is found %s', (_, write) => {
  const secret = 'Zq3/8+dLx0_Vb7-PmN2kTfR5sYwHc9aGeJ1uOiQ4';

  const needle = needlesOf([{ name: 'secret', text: secret }]);
  const other = Buffer.from(secret).reverse().toString();

  expect(found(needle, ['before', `{"a":"${write(secret)}"}`, 'after'])).not.toEqual([]);
  expect(found(needle, ['before', `{"a":"${write(other)}"}`, 'after'])).toEqual([]);
});

test('the journey took every kind of secret, and every function and every API wrote to its log', () => {
  const names = needles.map(({ name }) => name).join('\n');
  const managed = (what: string) =>
    new RegExp(`^${what} of the client of answer \\d+ of responses of the management`, 'm');

  for (const what of ['secret', 'Basic credentials']) expect(names).toMatch(managed(what));
  expect(names).toMatch(/^signature of the token of answer \d+ of responses of the token cache/m);
  expect(names).toMatch(/^signature of the token of answer \d+ of responses of the token endpoint/m);
  expect(names).toMatch(/^secret of the operator/m);
  expect(names).toMatch(/^secret of the imported key/m);
  for (const what of ['signature of the access token', 'signature of the ID token', 'secret that is the refresh token'])
    expect(names).toMatch(new RegExp(`^${what} of ada@`, 'm'));
  expect(names).toMatch(/^secret that is the code of ada@/m);
  for (const told of ['"action":"member.added"', '"actor":"member:'])
    expect(sinks['events, as the API lists them'].join('\n')).toContain(told);
  expect(writers.filter((writer) => !written.has(writer) && !QUIET.test(writer))).toEqual([]);
});

test.each(SINKS)('no secret is in %s', (sink) => {
  expect(found(needles, sinks[sink])).toEqual([]);
});

test.each(SINKS.filter((sink) => !['table', 'kept data'].includes(sink)))('no hash of a key is in %s', (sink) => {
  expect(found(hashes, sinks[sink])).toEqual([]);
});

test('a defect whose error quotes a key, a token and a secret is logged with its class and message, and shows none', () => {
  const lines = defects.lines.filter(({ text }) => text.includes('"message":"defect"'));
  const told = lines.map(({ text }) => JSON.parse(text) as Record<string, string>);

  expect([...new Set(told.map(({ service }) => service))].sort()).toEqual([
    'accounts',
    'authorizer',
    'clients',
    'keys',
    'revocations',
    'token',
    'verify',
  ]);
  for (const { error, detail, cause } of told) {
    expect([error, detail, cause]).toEqual([
      'TypeError',
      expect.stringContaining('***'),
      expect.stringMatching(/^SyntaxError: .*\*\*\*/),
    ]);
  }
  expect(
    found(
      defects.needles,
      defects.lines.map(({ text }) => text),
    ),
  ).toEqual([]);
});

test('the table holds hashes of keys, and every sink but the command’s held something', () => {
  for (const sink of SINKS) {
    const size = sinks[sink].reduce((sum, text) => sum + text.length, 0);
    process.stdout.write(
      `${sink}: ${sinks[sink].length} texts, ${size} characters searched for ${needles.length} needles\n`,
    );
  }

  expect(found(hashes, sinks.table).length).toBeGreaterThan(0);
  expect(SINKS.filter((sink) => !sink.endsWith('of the command') && sinks[sink].length === 0)).toEqual([]);
});
