/**
 * A secret is seen once: whatever is done with it and wherever a caller puts it, no sink shows it again. Before a
 * sink's silence counts, something is planted in it, on the way that a leak would take, and must be found.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAssembly } from '../../local/assembly/assembly';
import { ensureAssembly } from '../support/assembly';
import { ofType } from './circumstances';
import { found, needlesOf, type Needle } from './needles';
import { asOwnText, everywhere, lifeOfKeys, listEvents, tokenErrors, trouble } from './odd-places';
import { Recorder, type Sink, SINKS, type Sinks } from './recorder';
import { listenToCommand } from './the-command';

jest.setTimeout(120_000);

let sinks: Sinks;
let needles: Needle[];
let hashes: readonly Needle[];
let planted: Planted;

/** Not of a key's form, as a text of that form is refused in most places. */
const CANARY = `canary_${'y3llowB1rd'.repeat(5)}`;

beforeAll(async () => {
  const assembly = await ensureAssembly();
  ({ sinks, needles, hashes } = await makeJourney(assembly));
  planted = await plantEverywhere(assembly);
}, 180_000);

async function makeJourney(assembly: string) {
  const recorder = await Recorder.start({ assembly });
  const { run } = recorder;
  try {
    const token = await recorder.newToken(run.facts.client);
    const issued = await lifeOfKeys(recorder);
    const secret = issued.key.slice(issued.key.lastIndexOf('_') + 1);
    for (const one of [issued.key, secret, run.facts.client.clientSecret, token])
      await everywhere(recorder, issued, one);
    await asOwnText(recorder, issued);
    await trouble(recorder, issued, token);
    await tokenErrors(recorder);
    await listEvents(recorder);
    const said = await listenToCommand(assembly);
    const collected = await recorder.collect();
    collected['stdout of the command'].push(...said.stdout.slice(1));
    collected['stderr of the command'].push(said.stderr);
    return {
      sinks: collected,
      needles: [...recorder.needles, ...needlesOf(said.secrets)],
      hashes: recorder.keyHashes,
    };
  } finally {
    await run.close();
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
    await recorder.call('GET', `/orders/${CANARY}`, { headers: { 'X-API-Key': facts.key.key } });
    await recorder.manage('POST', `/accounts/${facts.account.id}/keys`, { body: { label: CANARY, scopes: [] } });
    await listEvents(recorder);
    const token = await recorder.run.token(facts.client);
    const right = await listenToCommand(leaky);
    const wrong = await listenToCommand(leaky, `--${CANARY}`);
    const texts = await recorder.collect();
    texts['responses of the token endpoint'].push(token);
    texts['stdout of the command'].push(...right.stdout);
    texts['stderr of the command'].push(wrong.stderr);
    return {
      texts,
      otherwise: {
        'responses of the token endpoint': token,
        'stdout of the command': right.secrets[0]?.text ?? '',
      },
    };
  } finally {
    await recorder.run.close();
    rmSync(leaky, { recursive: true, force: true });
  }
}

interface Planted {
  readonly texts: Sinks;
  /** Where nothing of ours can be planted: a credential that this sink does show once. */
  readonly otherwise: Readonly<Partial<Record<Sink, string>>>;
}

/** Backends that log and answer what they are sent, and a template and assets that hold it. */
function makeLeaky(assembly: string): void {
  const [stack] = readAssembly(assembly);
  if (stack === undefined) throw new Error('the assembly has a stack');
  const { template, assets, name } = stack;
  template.Description = CANARY;
  template.Outputs = { ...template.Outputs, Leaky: { Value: CANARY } };
  for (const [, { Properties }] of ofType(template, 'AWS::ApiGateway::Stage')) {
    Properties.AccessLogSetting.Format = '{"path":"$context.path"}';
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

test.each(SINKS)('a canary planted in %s is found', (sink) => {
  const canary = needlesOf([{ name: 'canary', text: planted.otherwise[sink] ?? CANARY }]);

  expect(found(canary, planted.texts[sink])).toContain('canary (plain)');
});

test.each([
  ['as it is', (text: string) => text],
  ['in capitals', (text: string) => text.toUpperCase()],
  ['in base64', (text: string) => Buffer.from(text).toString('base64')],
  ['in base64 after one byte', (text: string) => Buffer.from(`:${text}:`).toString('base64')],
  ['in base64url after two bytes', (text: string) => Buffer.from(`id${text}, and so on`).toString('base64url')],
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

test.each(SINKS)('no secret is in %s', (sink) => {
  expect(found(needles, sinks[sink])).toEqual([]);
});

test.each(SINKS.filter((sink) => sink !== 'table'))('no hash of a key is in %s', (sink) => {
  expect(found(hashes, sinks[sink])).toEqual([]);
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
