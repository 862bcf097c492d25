/**
 * `revocationDelay` over HTTP, with a moved clock: at 0 whatever is done to a credential acts on the next request; at
 * 60 it acts within 60 seconds, and a kept verdict is never another caller's, route's or address's.
 */
import { ensureAssembly } from '../support/assembly';
import { type Answer, bearer, type Sent, type TestRun, withLocalRun } from '../support/local-run';

const DELAY_SECONDS = 60;
/** More than the requests of any test here move the clock. */
const MARGIN_SECONDS = 10;
const BOTH = ['read:orders', 'write:orders'];

let strict: TestRun;
let delayed: TestRun;

beforeAll(async () => {
  strict = await withLocalRun();
  delayed = await withLocalRun({ assembly: await ensureAssembly({ revocationDelay: DELAY_SECONDS }) });
});
afterAll(async () => {
  await strict.close();
  await delayed.close();
});

/** What is done, and to whom. */
interface Subject {
  readonly run: TestRun;
  readonly id: string;
  readonly key: string;
  /** Path of the key in the management API. */
  readonly own: string;
}

async function issue(run: TestRun, fields: object = {}): Promise<Subject> {
  const keys = `/accounts/${run.facts.account.id}/keys`;
  const { status, body } = await run.manage('POST', keys, { body: { label: 'delay', scopes: BOTH, ...fields } });
  expect(status).toBe(201);
  return { run, id: body.id, key: body.key, own: `${keys}/${body.id}` };
}

const orders = ({ run, key }: Subject, sent: Sent = {}): Promise<Answer> =>
  run.call('GET', '/orders', { ...bearer(key), ...sent });
const wait = ({ clock }: TestRun, seconds: number): void => clock.advance(seconds * 1000);
const later = ({ clock }: TestRun, seconds: number): string => new Date(clock.now() + seconds * 1000).toISOString();

async function done(answer: Promise<Answer>): Promise<void> {
  expect((await answer).status).toBeLessThan(300);
}

interface Change {
  readonly what: string;
  /** What a call is answered with once it acts. */
  readonly status: 401 | 403;
  readonly make: (subject: Subject) => Promise<void>;
  /** Puts right what the other keys of the account would feel. */
  readonly undo?: (subject: Subject) => Promise<void>;
}

const post = ({ run, own }: Subject, verb: string, body?: object) =>
  done(run.manage('POST', `${own}/${verb}`, { body }));
const patch = ({ run, own }: Subject, body: object) => done(run.manage('PATCH', own, { body }));
const accountOf = ({ run }: Subject): Subject => ({ run, id: '', key: '', own: `/accounts/${run.facts.account.id}` });

/** Whatever ends or narrows what a key may do. */
const CHANGES: readonly Change[] = [
  { what: 'revoke', status: 401, make: (key) => post(key, 'revoke') },
  {
    what: 'revocation by its holder',
    status: 401,
    make: ({ run, key }) => done(run.manage('POST', '/revocations', { body: { key } })),
  },
  { what: 'suspension', status: 401, make: (key) => post(key, 'suspend') },
  { what: 'rotation without grace', status: 401, make: (key) => post(key, 'rotate', { graceSeconds: 0 }) },
  { what: 'taking scopes', status: 403, make: (key) => patch(key, { scopes: [] }) },
  { what: 'changing networks', status: 403, make: (key) => patch(key, { networks: ['192.0.2.0/24'] }) },
  {
    what: 'suspension of the account',
    status: 401,
    make: (key) => post(accountOf(key), 'suspend'),
    undo: (key) => post(accountOf(key), 'resume'),
  },
  {
    what: 'shrinking the grant',
    status: 403,
    make: (key) => patch(accountOf(key), { grant: { scopes: [] } }),
    undo: (key) => patch(accountOf(key), { grant: { scopes: BOTH } }),
  },
];

describe('with revocationDelay 0', () => {
  it.each(CHANGES)('$what acts on the next request', async ({ status, make, undo }) => {
    const subject = await issue(strict);
    const before = await orders(subject);

    await make(subject);
    const after = await orders(subject);

    await undo?.(subject);
    expect([before.status, after.status]).toEqual([200, status]);
  });

  it('expiry acts at its second, and so does the end of a grace', async () => {
    const expiring = await issue(strict, { expiresAt: later(strict, 30) });
    const rotated = await issue(strict);
    await post(rotated, 'rotate', { graceSeconds: 30 });
    const before = [await orders(expiring), await orders(rotated)];

    wait(strict, 30);
    const after = [await orders(expiring), await orders(rotated)];

    expect([...before, ...after].map(({ status }) => status)).toEqual([200, 200, 401, 401]);
  });

  it('the way back is as short: scopes given, and a key resumed, open the next request', async () => {
    const subject = await issue(strict, { scopes: [] });
    const denied = await orders(subject);

    await patch(subject, { scopes: BOTH });
    const allowed = await orders(subject);
    await post(subject, 'suspend');
    const suspended = await orders(subject);
    await post(subject, 'resume');
    const resumed = await orders(subject);

    expect([denied, allowed, suspended, resumed].map(({ status }) => status)).toEqual([403, 200, 401, 200]);
  });

  it('a key is taken from X-API-Key too', async () => {
    const { key } = await issue(strict);

    expect((await strict.call('GET', '/orders', { headers: { 'X-API-Key': key } })).status).toBe(200);
  });
});

describe('with revocationDelay 60', () => {
  it.each(CHANGES)(
    '$what acts after 60 seconds at most, whatever was called meanwhile',
    async ({ status, make, undo }) => {
      const subject = await issue(delayed);
      const before = await orders(subject);

      await make(subject);
      wait(delayed, DELAY_SECONDS - MARGIN_SECONDS);
      const meanwhile = await orders(subject);
      wait(delayed, MARGIN_SECONDS);
      const after = await orders(subject);

      await undo?.(subject);
      wait(delayed, DELAY_SECONDS);
      // Still 200 meanwhile: that a verdict is kept at all is what the delay buys.
      expect([before.status, meanwhile.status, after.status]).toEqual([200, 200, status]);
    },
  );

  it('a token is held to the same: once its account is suspended it lives no longer than the delay', async () => {
    const call = async (token: string) => (await delayed.call('GET', '/orders', bearer(token))).status;
    const token = await delayed.token(delayed.facts.client);
    const account = `/accounts/${delayed.facts.account.id}`;
    const before = await call(token);

    await done(delayed.manage('POST', `${account}/suspend`));
    wait(delayed, DELAY_SECONDS);
    const after = await call(token);

    await done(delayed.manage('POST', `${account}/resume`));
    expect([before, after, await call(token)]).toEqual([200, 401, 200]);
  });

  it('expiry and the end of a grace lag by 60 seconds at most', async () => {
    const expiring = await issue(delayed, { expiresAt: later(delayed, 30) });
    const rotated = await issue(delayed);
    await post(rotated, 'rotate', { graceSeconds: 30 });
    wait(delayed, 30 - MARGIN_SECONDS);
    const before = [await orders(expiring), await orders(rotated)];

    wait(delayed, MARGIN_SECONDS);
    const lagging = [await orders(expiring), await orders(rotated)];
    wait(delayed, DELAY_SECONDS);
    const after = [await orders(expiring), await orders(rotated)];

    expect([...before, ...lagging, ...after].map(({ status }) => status)).toEqual([200, 200, 200, 200, 401, 401]);
  });

  it('a 403 is kept for 60 seconds at most, a 401 not at all', async () => {
    const denied = await issue(delayed, { scopes: [] });
    const suspended = await issue(delayed);
    await post(suspended, 'suspend');
    const before = [await orders(denied), await orders(suspended)];

    await patch(denied, { scopes: BOTH });
    await post(suspended, 'resume');
    const meanwhile = [await orders(denied), await orders(suspended)];
    wait(delayed, DELAY_SECONDS);
    const after = [await orders(denied), await orders(suspended)];

    expect([...before, ...meanwhile, ...after].map(({ status }) => status)).toEqual([403, 401, 403, 200, 200, 200]);
  });

  it('a second route inside the delay has a verdict of its own', async () => {
    const subject = await issue(delayed, { scopes: [] });
    const at = async (method: string, path: string) => (await delayed.call(method, path, bearer(subject.key))).status;

    const statuses = [
      await at('GET', '/whoami'),
      await at('GET', '/orders'),
      await at('GET', '/orders/1001'),
      await at('DELETE', '/orders/1001'),
      await at('GET', '/whoami'),
    ];

    expect(statuses).toEqual([200, 403, 403, 401, 200]);
  });

  it('two paths of one route share a verdict, and it fits both', async () => {
    const { key } = await issue(delayed);

    const statuses = [];
    for (const id of ['1001', '1002', '1001'])
      statuses.push((await delayed.call('GET', `/orders/${id}`, bearer(key))).status);

    expect(statuses).toEqual([200, 200, 200]);
  });

  it('another address inside the delay has a verdict of its own', async () => {
    const subject = await issue(delayed, { networks: ['127.0.0.1/32'] });

    const answers = [
      await orders(subject, { from: '127.0.0.1' }),
      await orders(subject, { from: '127.0.0.2' }),
      await orders(subject, { from: '127.0.0.1' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200]);
    expect(answers[1]?.body.type).toMatch(/\/network-not-allowed$/);
  });

  it('another header inside the delay has a verdict of its own, and no header none', async () => {
    const good = await issue(delayed);
    const revoked = await issue(delayed);
    await post(revoked, 'revoke');

    const answers = [
      await orders(good),
      await orders(revoked),
      await orders({ ...good, key: `${good.key}0` }),
      await delayed.call('GET', '/orders'),
      await orders(good),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 401, 200]);
  });

  it('a key in X-API-Key alone is 401, also while a verdict about it is kept', async () => {
    const subject = await issue(delayed);
    const inAuthorization = await orders(subject);

    const alone = await delayed.call('GET', '/orders', { headers: { 'X-API-Key': subject.key } });

    expect([inAuthorization.status, alone.status]).toEqual([200, 401]);
  });

  it('trouble is not kept: the first request after it is answered', async () => {
    const subject = await issue(delayed);
    delayed.table?.fail('error');
    const during = await orders(subject);

    delayed.table?.fail('none');
    const after = await orders(subject);

    expect([during.status, after.status]).toEqual([503, 200]);
  });

  it('a kept verdict serves through trouble, and not beyond its time', async () => {
    const subject = await issue(delayed);
    const before = await orders(subject);
    delayed.table?.fail('error');

    const during = await orders(subject);
    wait(delayed, DELAY_SECONDS);
    const beyond = await orders(subject);

    delayed.table?.fail('none');
    expect([before, during, beyond].map(({ status }) => status)).toEqual([200, 200, 503]);
  });
});
