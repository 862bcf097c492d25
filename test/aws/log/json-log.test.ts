import { jsonLog } from '../../../lambda/aws/log/json-log';
import { powertoolsLog } from '../../../lambda/aws/log/powertools-log';
import type { FunctionLog } from '../../../lambda/aws/log/function-log';
import { DependencyError, KEY_SET_BACK_OFF } from '../../../lambda/domain/outcome';
import { KEY_ID, NOW, presentedKey } from '../../support/records';
import { AWS_REQUEST_ID } from '../../support/time-budgets';

const REQUEST_ID = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';
const ROOT = '1-5759e988-bd862e3fe1be46a994272793';
const failure = { requestId: REQUEST_ID, at: 'GET /orders' };
const kept = { ...process.env };

/** What is written to the two streams. */
let written: { readonly stream: 'stdout' | 'stderr'; readonly text: string }[];

beforeEach(() => {
  written = [];
  for (const stream of ['stdout', 'stderr'] as const)
    jest.spyOn(process[stream], 'write').mockImplementation((text) => written.push({ stream, text: String(text) }) > 0);
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  process.env = { ...kept };
});

type Write = (log: FunctionLog) => void;

/** What each of the two writes in this environment. */
function bothWrite(write: Write, environment: Readonly<Record<string, string>> = {}) {
  process.env = { ...kept, ...environment };
  const linesOf = (logs: (awsRequestId: string) => FunctionLog) => {
    written = [];
    write(logs(AWS_REQUEST_ID));
    return written;
  };
  return {
    powertools: linesOf(powertoolsLog('authorizer')),
    json: linesOf(jsonLog({ service: 'authorizer', variables: process.env })),
  };
}

const EVERY_LINE: readonly [string, Write][] = [
  [
    'a verdict',
    (log) =>
      log.verdict({
        ...{ reason: 'accepted', credentialId: KEY_ID, credentialType: 'apiKey', door: 'any' },
        ...{ route: 'GET /orders', requestId: REQUEST_ID },
      }),
  ],
  ['a refusal without an id', (log) => log.verdict({ reason: 'none-sent', route: 'GET /é "x"', requestId: 'unknown' })],
  ['a token', (log) => log.token({ outcome: 'hit', status: 200, requestId: REQUEST_ID, credentialId: 'client' })],
  ['a failure', (log) => log.failure({ ...failure, error: new DependencyError('table', 'no answer within 400 ms') })],
  ['a back-off', (log) => log.failure({ ...failure, error: new DependencyError(KEY_SET_BACK_OFF, 'unknown') })],
  ['a defect', (log) => log.failure({ ...failure, error: new TypeError(`reading '${presentedKey()}'`) })],
  ['a defect that is no error', (log) => log.failure({ ...failure, error: undefined })],
];

/** Frames differ by nothing but the lines of this file that called. */
const withoutFrames = (lines: typeof written) =>
  lines.map(({ stream, text }) => ({ stream, text: text.replace(/"frames":"[^"]+"/, '"frames":"…"') }));

describe('a line of the authorizer and the token function', () => {
  test.each(EVERY_LINE)('is for %s what Powertools’ logger writes, character for character', (_, write) => {
    const { powertools, json } = bothWrite(write);

    expect(json).toHaveLength(1);
    expect(withoutFrames(json)).toEqual(withoutFrames(powertools));
  });

  test.each(EVERY_LINE)('has for %s the trace id of the invocation, as Powertools’ has', (_, write) => {
    const { powertools, json } = bothWrite(write, {
      _X_AMZN_TRACE_ID: `Root=${ROOT};Parent=557abcec3ee5a047;Sampled=1;Lineage=1:fc3b4ff1:0`,
    });

    expect(json[0]?.text).toContain(`"xray_trace_id":"${ROOT}"`);
    expect(withoutFrames(json)).toEqual(withoutFrames(powertools));
  });

  test.each([0, 7, 70, 700, 1_000, -1])('has the time of %d ms after the last one, to the millisecond', (later) => {
    const verdict: Write = (log) => log.verdict({ reason: 'accepted', route: 'GET /orders', requestId: REQUEST_ID });
    bothWrite(verdict);
    jest.setSystemTime(NOW + later);

    const { powertools, json } = bothWrite(verdict);

    expect(json[0]?.text).toContain(`"timestamp":"${new Date(NOW + later).toISOString()}"`);
    expect(json).toEqual(powertools);
  });

  test.each([
    ['DEBUG', 7],
    ['INFO', 7],
    ['', 7],
    ['WARN', 3],
    ['ERROR', 3],
    ['FATAL', 0],
  ])('is left out below the log level %j of the function, as Powertools’ is: %d of 7 are written', (level, written) => {
    // Powertools warns once of a level above its own.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const writeAll: Write = (log) => EVERY_LINE.forEach(([, write]) => write(log));

    const { powertools, json } = bothWrite(writeAll, { AWS_LAMBDA_LOG_LEVEL: level });

    const own = powertools.filter(({ text }) => !text.startsWith('{"level":"WARN"'));
    expect(withoutFrames(json)).toEqual(withoutFrames(own));
    expect(json).toHaveLength(written);
  });

  test.each([`Root=${presentedKey()}`, 'Root=', presentedKey(), `Root=${ROOT}0`, `Self=${ROOT}`])(
    'has no trace id that a caller made up: %s',
    (header) => {
      const { json } = bothWrite((log) => log.verdict({ reason: 'unknown', route: 'GET /', requestId: 'unknown' }), {
        _X_AMZN_TRACE_ID: header,
      });

      expect(json[0]?.text).not.toContain('xray_trace_id');
    },
  );

  test('reads the trace id anew for each line, and lets the deployment’s own long names through', () => {
    const variables: Record<string, string> = { _X_AMZN_TRACE_ID: `Root=${ROOT}` };
    const route = `GET /${'a-literal-segment-'.repeat(4)}`;
    const log = jsonLog({ service: 'authorizer', variables, isOwnName: (name) => name === route })(AWS_REQUEST_ID);
    const second = ROOT.replace('5759', '6759');

    log.verdict({ reason: 'unknown', route, requestId: REQUEST_ID });
    variables._X_AMZN_TRACE_ID = `Root=${second}`;
    log.verdict({ reason: 'unknown', route, requestId: REQUEST_ID });

    expect(written.map(({ text }) => JSON.parse(text))).toMatchObject([
      { xray_trace_id: ROOT, route },
      { xray_trace_id: second, route },
    ]);
  });
});
