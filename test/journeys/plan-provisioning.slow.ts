/**
 * Accounts and keys on plans over the synthesized template: what is counted together, when it is refused and how, that a
 * first call works before API Gateway knows the account, and that no change of a plan needs new credentials.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Sallyport } from 'sallyport';
import { ASSOCIATION_SPREAD } from '../../lambda/domain/plans';
import { type Answer, bearer, type TestRun, withLocalRun } from '../support/local-run';

const LIMIT = 8;
const BURST = 4;
const DAY = 86_400_000;
/** Of the run's time: an association counts only after it, as at AWS. */
const ASSOCIATION_DELAY = 240_000;

function synthesize(outdir: string): string {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Shop');
  const sallyport = new Sallyport(stack, 'Sallyport', {
    name: 'shop',
    scopes: { 'read:shop': 'Read' },
    outputs: true,
    usage: true,
    plans: {
      free: { ratePerSecond: 1, burst: BURST, quota: { limit: LIMIT, period: 'day' } },
      small: { ratePerSecond: 1, burst: 1, quota: { limit: 3, period: 'day' } },
      pro: { ratePerSecond: 100, burst: 200 },
    },
  });
  const backend = new Function(stack, 'Backend', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(`exports.handler = async (event) => ({
      statusCode: 200, body: JSON.stringify({ nativeKey: event.requestContext.identity.apiKey }),
    });`),
  });
  sallyport.protect(sallyport.api.root, 'GET', new LambdaIntegration(backend), { scope: 'read:shop' });
  app.synth();
  return outdir;
}

const outdir = mkdtempSync(join(tmpdir(), 'plans-journey-'));
let run: TestRun;
beforeAll(async () => {
  run = await withLocalRun({ assembly: synthesize(outdir), associationDelay: ASSOCIATION_DELAY });
});
afterAll(async () => {
  await run?.close();
  rmSync(outdir, { recursive: true, force: true });
});

async function made(answer: Promise<Answer>) {
  const { status, body } = await answer;
  if (status > 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

interface Member {
  readonly id: string;
  readonly path: string;
  readonly key: string;
}

/** A new account on this plan, with one key. */
async function anAccount(plan?: string): Promise<Member> {
  const grant = { scopes: ['read:shop'], ...(plan && { plan }) };
  const { id } = await made(run.manage('POST', '/accounts', { body: { name: 'Example Ltd', grant } }));
  const path = `/accounts/${id}`;
  return { id, path, key: (await aKey({ path })).key };
}
const aKey = ({ path }: Pick<Member, 'path'>, more: object = {}) =>
  made(run.manage('POST', `${path}/keys`, { body: { label: 'nightly', scopes: ['read:shop'], ...more } }));
const view = ({ path }: Pick<Member, 'path'>) => made(run.manage('GET', path));
const onPlan = ({ path }: Member, plan: string | null) =>
  made(run.manage('PATCH', path, { body: { grant: { plan } } }));

const call = (credential: string): Promise<Answer> => run.call('GET', '/', bearer(credential));
async function statuses(credential: string, times: number): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < times; n += 1) found.push((await call(credential)).status);
  return found;
}
/** Lets so much time pass that every bucket is full again. */
const rest = (): void => run.clock.advance(60_000);
/** What the schedules do, until each native key serves by itself. */
async function provisioned(): Promise<void> {
  await run.fire('reconcile');
  run.clock.advance(ASSOCIATION_SPREAD);
}
const ownKeys = () => run.apiGateway?.nativeKeys().filter(({ name }) => !name.endsWith('-shared')) ?? [];

describe('an account on a plan', () => {
  it('calls at once, by the shared native key, and by its own one as soon as that has spread', async () => {
    const member = await anAccount('free');

    const first = await call(member.key);
    const before = await view(member);
    await run.fire('reconcile');
    const meanwhile = await call(member.key);
    run.clock.advance(ASSOCIATION_SPREAD);
    const own = await call(member.key);
    const after = await view(member);

    expect([first.status, meanwhile.status, own.status]).toEqual([200, 200, 200]);
    expect([first, meanwhile].map(({ body }) => body.nativeKey)).toEqual(
      Array(2).fill(expect.stringMatching(/-free-shared$/)),
    );
    expect(own.body.nativeKey).toMatch(new RegExp(`-free-${member.id}$`));
    expect([before.limits, after.limits]).toEqual([
      { plan: 'free', shared: true, pending: true },
      { plan: 'free', shared: false, pending: false },
    ]);
  });

  it('is answered 429 over its rate, and by nothing about its credential', async () => {
    const member = await anAccount('free');
    await provisioned();

    const found = await statuses(member.key, BURST + 2);
    const over = await call(member.key);

    expect(found.slice(0, BURST)).toEqual(Array(BURST).fill(200));
    expect([over.status, over.headers['content-type'], over.body.type]).toEqual([
      429,
      'application/problem+json',
      expect.stringContaining('too-many-requests'),
    ]);
    rest();
    expect((await call(member.key)).status).toBe(200);
  });

  it('is shown as used what its quota holds: no call under the shared native key, and no quota then', async () => {
    const member = await anAccount('free');
    run.clock.advance(DAY - (run.clock.now() % DAY));
    const used = async (times: number) => {
      const found: number[] = [];
      for (let n = 0; n < times; n += 1) {
        found.push((await call(member.key)).status);
        rest();
      }
      await run.deliverLogs();
      const { total, quota } = await made(run.manage('GET', `${member.path}/usage`));
      return { accepted: found.filter((status) => status === 200).length, requests: total.requests, quota };
    };

    const before = await used(6);
    await provisioned();
    const after = await used(LIMIT + 4);

    expect(before).toEqual({ accepted: 6, requests: 6, quota: undefined });
    expect(after).toEqual({
      ...{ accepted: LIMIT, requests: 6 + LIMIT + 4 },
      quota: { limit: LIMIT, period: 'day', used: LIMIT },
    });
  });

  it('is answered quota-exceeded over its quota, until the period ends', async () => {
    const member = await anAccount('free');
    await provisioned();
    // The whole of a day, whatever the time is now.
    run.clock.advance(DAY - (run.clock.now() % DAY));

    const found: number[] = [];
    for (let n = 0; n < LIMIT; n += 1) {
      found.push((await call(member.key)).status);
      rest();
    }
    const over = await call(member.key);
    run.clock.advance(DAY - (run.clock.now() % DAY) - 1000);
    const last = await call(member.key);
    run.clock.advance(1000);
    const next = await call(member.key);

    expect(found).toEqual(Array(LIMIT).fill(200));
    expect([over.status, over.body.type]).toEqual([429, expect.stringContaining('quota-exceeded')]);
    expect(over.headers['retry-after']).toBeUndefined();
    expect([last.status, next.status]).toEqual([429, 200]);
  });

  it('shares its budget among all its keys and clients', async () => {
    const member = await anAccount('free');
    const second = await aKey(member);
    const client = await made(
      run.manage('POST', `${member.path}/clients`, { body: { label: 'etl', scopes: ['read:shop'] } }),
    );
    const token = await run.token({ clientId: client.id, clientSecret: client.clientSecret });
    await provisioned();
    const fresh = await run.token({ clientId: client.id, clientSecret: client.clientSecret });

    const found = [
      ...(await statuses(member.key, 2)),
      ...(await statuses(second.key, 1)),
      ...(await statuses(fresh, 1)),
    ];
    const over = [...(await statuses(second.key, 2)), (await call(fresh)).status].includes(429);

    expect(token).not.toBe('');
    expect([found, over]).toEqual([[200, 200, 200, 200], true]);
  });

  it('does not feel a key that has a plan of its own, and the other way round', async () => {
    const member = await anAccount('free');
    const small = await aKey(member, { plan: 'small' });
    await provisioned();

    const exhausted = await statuses(small.key, 3);
    const account = await statuses(member.key, BURST);
    rest();
    const again = await call(small.key);

    expect(exhausted).toEqual([200, 429, 429]);
    expect(account).toEqual(Array(BURST).fill(200));
    expect([again.status, again.body.nativeKey]).toEqual([
      200,
      expect.stringMatching(new RegExp(`-small-${small.id}$`)),
    ]);
  });

  it('changes its plan without new credentials, and its earlier native key is swept', async () => {
    const member = await anAccount('free');
    await provisioned();

    await onPlan(member, 'pro');
    const atOnce = await statuses(member.key, LIMIT + 2);
    await provisioned();
    const own = await call(member.key);
    const keysBefore = ownKeys().filter(({ name }) => name.endsWith(member.id)).length;
    // Until then a decision in a cache of API Gateway may name the earlier one.
    run.clock.advance(3_600_000);
    await run.fire('sweep');
    await run.fire('reconcile');
    const swept = ownKeys().filter(({ name }) => name.endsWith(member.id));
    await onPlan(member, null);
    const unlimited = await call(member.key);

    expect(new Set(atOnce)).toEqual(new Set([200]));
    expect(own.body.nativeKey).toMatch(new RegExp(`-pro-${member.id}$`));
    expect([keysBefore, swept.map(({ name }) => name)]).toEqual([2, [expect.stringMatching(/-pro-/)]]);
    expect([unlimited.status, unlimited.body.nativeKey]).toEqual([200, expect.stringMatching(/-unlimited-shared$/)]);
  });

  it('is served while API Gateway’s control plane is down, and told of when it is back', async () => {
    run.apiGateway?.fail('error');
    const member = await anAccount('free');

    const failed = await run.fire('reconcile');
    const meanwhile = await call(member.key);
    run.apiGateway?.fail('none');
    await provisioned();

    expect(failed[0]?.ok).toBe(false);
    expect([meanwhile.status, (await view(member)).limits.shared]).toEqual([200, false]);
  });
});
