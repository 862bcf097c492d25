/**
 * A deployment with a defect in each function: a request with the header `X-Quote` meets an error, thrown within our own
 * code, whose message and cause quote all that the function was sent.
 */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAssembly } from '../../local/assembly/assembly';
import { ofType } from './circumstances';
import { basic } from './client-places';
import type { Needle } from './needles';
import { Recorder } from './recorder';

const QUOTE = { 'X-Quote': 'yes' };

/** Every function reads the headers of its event within its `try`. */
const DEFECT = `
;{
  const { handler } = module.exports;
  const quoted = (event) => {
    const { multiValueHeaders: headers, ...rest } = event;
    const values = Object.entries(headers ?? {}).filter(([name]) => /^(x-api-key|authorization)$/i.test(name));
    return values.flat(2).join(' ') + ' ' + (event.body ?? '') + ' ' + JSON.stringify(rest);
  };
  const broken = (event) => Object.defineProperty({ ...event }, 'multiValueHeaders', {
    get() {
      const text = quoted(event);
      throw new TypeError(text, { cause: new SyntaxError(text) });
    },
  });
  module.exports = {
    handler: (event, context) =>
      handler(/x-quote/i.test(JSON.stringify(event.multiValueHeaders ?? {})) ? broken(event) : event, context),
  };
}
`;

export interface QuotingDefects {
  /** The lines that functions wrote, with the functions' names. */
  readonly lines: readonly { readonly source: string; readonly text: string }[];
  readonly needles: readonly Needle[];
}

/** Presents a key, a token and a secret to every function that fails over them. */
export async function meetDefects(assembly: string): Promise<QuotingDefects> {
  const folder = mkdtempSync(path.join(tmpdir(), 'quoting-'));
  cpSync(assembly, folder, { recursive: true });
  const [stack] = readAssembly(folder);
  for (const [id, { Properties }] of stack === undefined ? [] : ofType(stack.template, 'AWS::Lambda::Function')) {
    const code = stack?.assets.get(Properties.Code.S3Key);
    if (/^Sallyport/.test(id) && code !== undefined) appendFileSync(path.join(code, 'index.js'), DEFECT);
  }
  const recorder = await Recorder.start({ assembly: folder });
  try {
    await present(recorder);
    return { lines: [...recorder.run.lines], needles: recorder.needles };
  } finally {
    await recorder.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function present(recorder: Recorder): Promise<void> {
  const { key, client, account } = recorder.run.facts;
  const token = await recorder.newToken(client);
  const { clientId, clientSecret } = client;
  await recorder.call('GET', '/orders', { headers: { ...QUOTE, 'X-API-Key': key.key } });
  for (const secret of [token, clientSecret, basic(`${clientId}:${clientSecret}`).Authorization]) {
    await recorder.call('GET', '/orders', { headers: { ...QUOTE, Authorization: `Bearer ${secret}` } });
  }
  for (const text of [key.key, token, clientSecret]) {
    await recorder.manage('POST', '/revocations', { headers: QUOTE, body: { key: text } });
    await recorder.manage('POST', '/verify', { headers: QUOTE, body: { credential: text } });
    const body = { label: text, name: text, scopes: ['read:orders'] };
    for (const list of ['/accounts', `/accounts/${account.id}/keys`, `/accounts/${account.id}/clients`]) {
      await recorder.manage('POST', list, { headers: QUOTE, body });
    }
  }
  await recorder.cached({ grant_type: 'client_credentials' }, { ...QUOTE, ...basic(`${clientId}:${clientSecret}`) });
  await recorder.cached({ client_id: clientId, client_secret: clientSecret }, QUOTE);
}
