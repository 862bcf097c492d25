import { type Entry, logTo } from '../../../lambda/aws/log/function-log';
import { DependencyError, InvariantError, KEY_SET_BACK_OFF } from '../../../lambda/domain/outcome';
import { KEY_ID, presentedKey } from '../../support/records';
import { AWS_REQUEST_ID } from '../../support/time-budgets';

const REQUEST_ID = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';
const line = { requestId: REQUEST_ID, at: 'key.issue' };

function collected() {
  const entries: Entry[] = [];
  return { entries, log: logTo((entry) => entries.push(entry)) };
}
const failureFieldsOf = (error: unknown) => {
  const { entries, log } = collected();
  log.failure({ ...line, error });
  return entries[0]?.fields;
};

describe('the log', () => {
  it('writes verdicts, operations, token requests, scheduled runs and counts as they are', () => {
    const { entries, log } = collected();
    const verdict = {
      reason: 'insufficient-scope',
      credentialId: KEY_ID,
      credentialType: 'apiKey',
      scope: 'read:orders or admin:orders',
      door: 'any',
      route: 'GET /a/rather/long/path/of/a/guarded/api/{id}',
      requestId: REQUEST_ID,
    } as const;
    const operation = { action: 'key.issue', outcome: 'ok', status: 201, requestId: REQUEST_ID, actor: 'operator:op' };
    const token = { outcome: 'hit', status: 200, requestId: REQUEST_ID, credentialId: 'client' } as const;

    log.verdict(verdict);
    log.operation(operation);
    log.token(token);
    log.task({ task: 'reconcile', settled: 3, pending: 0 });
    log.task({ task: 'sweep', removed: 1, marked: 2 });
    log.usage({ counted: 5, repeated: 1, anonymous: 2, unreadable: 0, failed: 3 });

    expect(entries).toEqual([
      { level: 'info', message: 'verdict', fields: verdict },
      { level: 'info', message: 'operation', fields: operation },
      { level: 'info', message: 'token', fields: token },
      { level: 'info', message: 'task', fields: { task: 'reconcile', settled: 3, pending: 0 } },
      { level: 'info', message: 'task', fields: { task: 'sweep', removed: 1, marked: 2 } },
      { level: 'info', message: 'usage', fields: { counted: 5, repeated: 1, anonymous: 2, unreadable: 0, failed: 3 } },
    ]);
  });

  it('writes a failure as an error, which alarms count, unless any caller can cause it', () => {
    const { entries, log } = collected();

    log.failure({ ...line, error: new DependencyError('key-set', 'The key set could not be read') });
    log.failure({
      ...line,
      error: new DependencyError(KEY_SET_BACK_OFF, 'The key of this token is unknown'),
    });

    expect(entries.map(({ level, fields }) => [level, fields.dependency])).toEqual([
      ['error', 'key-set'],
      ['info', KEY_SET_BACK_OFF],
    ]);
  });

  it('writes no field that is not on the list, however it came in', () => {
    const { entries, log } = collected();

    log.operation({ ...line, action: 'a', outcome: 'ok', status: 200, ...{ authorization: 'Bearer x', body: {} } });

    expect(Object.keys(entries[0]?.fields ?? {}).sort()).toEqual(['action', 'at', 'outcome', 'requestId', 'status']);
  });

  it.each([
    ['a key', presentedKey()],
    ['a secret', presentedKey().slice(-49)],
    ['a hash', 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg'],
    ['a token', `eyJraWQiOiJhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eiJ9.${'a'.repeat(300)}.b`],
    ['another line', 'ok\n{"level":"INFO"}'],
    ['a flood', 'x '.repeat(10_000)],
    ['nothing', ''],
  ])('writes no value that could be %s, even in a field of the list', (_, value) => {
    const { entries, log } = collected();

    log.verdict({ reason: value, credentialId: value, route: `GET /${value}`, requestId: value });

    expect(entries[0]?.fields).toEqual(value === '' ? { route: 'GET /' } : {});
  });

  it('names the dependency that failed, our message, the cause and where it was thrown', () => {
    const error = new DependencyError('table', 'the read was not answered', { cause: new TypeError(presentedKey()) });

    expect(failureFieldsOf(error)).toEqual({
      ...line,
      error: 'DependencyError',
      dependency: 'table',
      detail: 'the read was not answered',
      cause: 'TypeError: ***',
      frames: expect.stringMatching(/^function-log\.test\.ts:\d+:\d+ /),
    });
  });

  it('writes the message of a defect, because it is ours', () => {
    expect(failureFieldsOf(new InvariantError('cannot be'))).toMatchObject({
      error: 'InvariantError',
      detail: 'cannot be',
    });
  });

  it('writes name, message and place of another error, but no credential that the message quotes', () => {
    const error = new TypeError(`Cannot read properties of undefined (reading '${presentedKey()}')`);

    expect(failureFieldsOf(error)).toMatchObject({
      error: 'TypeError',
      detail: "Cannot read properties of undefined (reading '***')",
      frames: expect.stringMatching(/^function-log\.test\.ts:\d+:\d+ /),
    });
  });

  it('writes at most four places, of our own files, and none that a message pretends', () => {
    const stack = [
      'TypeError: first line',
      'x.js:1:1',
      '    at Buffer.from (node:buffer:330:9)',
      '    at node:internal/main/run_main_module:36:49',
      ...[1, 2, 3, 4, 5].map((line) => `    at async kI (/var/task/index.js:${line}:3456)`),
    ].join('\n');

    const fields = failureFieldsOf(Object.assign(new TypeError('first line'), { stack }));

    expect(fields?.frames).toBe('index.js:1:3456 index.js:2:3456 index.js:3:3456 index.js:4:3456');
  });

  it('has Lambda’s id of the invocation in failures and defects, which leads to the platform’s own lines', () => {
    const entries: Entry[] = [];
    const log = logTo((entry) => entries.push(entry), { awsRequestId: AWS_REQUEST_ID });

    log.failure({ ...line, error: new DependencyError('table', 'down') });
    log.failure({ ...line, error: new TypeError('x') });

    expect(entries.map(({ message, fields }) => [message, fields.awsRequestId])).toEqual([
      ['failure', AWS_REQUEST_ID],
      ['defect', AWS_REQUEST_ID],
    ]);
  });

  it('writes a name of the deployment’s own whole, up to 200 characters, in any field; a stranger’s it drops', () => {
    const entries: Entry[] = [];
    const route = `GET /${'a-literal-segment-of-a-path-that-is-long-enough-'.repeat(5)}`;
    const log = logTo((entry) => entries.push(entry), { isOwnName: (name) => name === route });

    log.verdict({ reason: 'accepted', route, requestId: REQUEST_ID });
    log.failure({ ...line, at: route, error: new DependencyError('table', 'down') });
    log.verdict({ reason: 'accepted', route: `${route}x`, requestId: REQUEST_ID });

    const [verdict, failure, other] = entries.map(({ fields }) => fields);
    expect([verdict?.route, failure?.at]).toEqual([route.slice(0, 200), route.slice(0, 200)]);
    expect(other).not.toHaveProperty('route');
  });

  it.each([
    ['a text', 'string'],
    [undefined, 'undefined'],
    [{ key: presentedKey() }, 'object'],
  ])('shows of %j, which is no error, only what it is', (thrown, type) => {
    expect(failureFieldsOf(thrown)).toEqual({ ...line, error: type });
  });

  it('writes no frame of an error that has none', () => {
    const error = Object.assign(new Error('x'), { stack: undefined });

    expect(failureFieldsOf(error)).toEqual({ ...line, error: 'Error', detail: 'x' });
  });
});
