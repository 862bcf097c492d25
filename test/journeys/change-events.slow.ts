/** What a rule on the event bus gets: every change once it is committed, and notices about keys that end. */
import type { Template } from '../../local/assembly/template';
import type { BusEvent } from '../../local/events/bus-event';
import type { LogLine } from '../../local/types';
import { ensureAssembly } from '../support/assembly';
import { bearer, type TestRun, withLocalRun } from '../support/local-run';

const DAY = 86_400_000;

let run: TestRun;
let keys: string;
const events: BusEvent[] = [];
const lines: string[] = [];
let onLine = (): void => undefined;

/** The first line of the listener that is wanted, now or later. */
const heard = (isWanted: (text: string) => boolean): Promise<string> =>
  new Promise((resolve) => {
    onLine = () => {
      const found = lines.find((text) => text.includes('heard ') && isWanted(text));
      if (found !== undefined) resolve(found);
    };
    onLine();
  });

/** A rule whose target is a function, as a deployer adds it. */
const LISTENER = `exports.handler = async (event) => { console.log('heard ' + event['detail-type'] + ' ' + event.detail.target) }`;

function addListener({ Resources }: Template): void {
  const [bus] = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Events::EventBus');
  if (bus === undefined) return;
  const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  Object.assign(Resources, {
    Listener: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { ZipFile: LISTENER }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
    },
    Heard: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: bus },
        EventPattern: { source: [{ prefix: 'sallyport.' }], 'detail-type': ['key.expiring', 'key.revoked'] },
        State: 'ENABLED',
        Targets: [{ Arn: arn('Listener'), Id: 'Target0' }],
      },
    },
    HeardPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn('Listener'),
        Principal: 'events.amazonaws.com',
        SourceArn: arn('Heard'),
      },
    },
  });
}

beforeAll(async () => {
  const assembly = await ensureAssembly({ changeEvents: 'true' });
  const log = ({ text }: LogLine): void => {
    lines.push(text);
    onLine();
  };
  run = await withLocalRun({ assembly, edit: addListener, busEvent: (event) => void events.push(event), log });
  keys = `/accounts/${run.facts.account.id}/keys`;
  await run.changesPassedOn();
});
afterAll(() => run.close());
beforeEach(async () => {
  run.eventBus?.fail('none');
  await run.changesPassedOn();
  events.length = 0;
});

const issue = async (body: object = {}) =>
  (await run.manage('POST', keys, { body: { label: 'Bus', scopes: ['read:orders'], ...body } })).body as {
    id: string;
    key: string;
  };
const types = () => events.map((event) => event['detail-type']);

test('nothing of the template is warned of', () => {
  expect(run.warnings).toEqual([]);
});

test('every change comes on the bus as the audit trail tells of it, in order', async () => {
  const key = await issue();
  await run.manage('POST', `${keys}/${key.id}/suspend`);
  await run.manage('POST', `${keys}/${key.id}/revoke`, { body: { reason: 'superseded' } });
  await run.changesPassedOn();

  const { body } = await run.manage('GET', `/accounts/${run.facts.account.id}/events?limit=3`);
  expect(types()).toEqual(['key.issued', 'key.suspended', 'key.revoked']);
  expect(events.map(({ detail }) => detail)).toEqual(
    [...body.items].reverse().map((event) => ({ ...event, accountId: run.facts.account.id })),
  );
  expect(events[0]).toMatchObject({ source: 'sallyport.orders', time: expect.stringMatching(/^20/), version: '0' });
});

test('a rule’s function gets the events of its pattern', async () => {
  const key = await issue();
  await run.manage('POST', `${keys}/${key.id}/revoke`);

  // The line comes when the function got the event; without it the test never ends.
  const line = await heard((text) => text.includes(key.id));
  expect(line).toMatch(/heard key\.revoked key:/);
});

test('no secret and no hash is on the bus or in a line of the relay', async () => {
  const { key } = await issue();
  const { body: account } = await run.manage('POST', '/accounts', {
    body: { name: 'Canary', grant: { scopes: ['read:orders'] } },
  });
  await run.manage('POST', `/accounts/${account.id}/clients`, { body: { label: 'Canary', scopes: ['read:orders'] } });
  await run.changesPassedOn();

  const said = JSON.stringify([events, lines]);
  expect(types()).toContain('client.issued');
  expect(said).not.toContain(key.slice(-49));
  expect(said).not.toMatch(/"hash"|currentSecret|clientSecret/);
});

describe('while EventBridge fails', () => {
  it.each(['refuse', 'reset', 'throttle', 'error', 'malformed', 'partial'] as const)(
    'with %s, callers notice nothing, and the events come afterwards, in order',
    async (kind) => {
      run.eventBus?.fail(kind, { times: 4 });

      const key = await issue();
      const revoked = await run.manage('POST', `${keys}/${key.id}/revoke`);
      await run.changesPassedOn();

      expect(revoked.status).toBe(200);
      // What was taken before the answer was lost comes again with the same id.
      const ids = events.map(({ detail }) => detail.id);
      const first = events.filter(({ detail }, at) => ids.indexOf(detail.id) === at);
      expect(first.map((event) => event['detail-type'])).toEqual(['key.issued', 'key.revoked']);
    },
  );

  it('an event that was given up after 12 hours does not hold up those behind it', async () => {
    run.eventBus?.fail('error', { onHit: () => run.clock.advance(6 * 3_600_000) });
    await issue();
    await run.changesPassedOn();
    run.eventBus?.fail('none');
    await issue();
    await run.changesPassedOn();

    expect(types()).toEqual(['key.issued']);
    expect(lines.join('\n')).toContain('given up');
  });
});

test('a key is told of 30, 14, 7 and 1 days before its end and after it, and is refused from then on', async () => {
  const key = await issue({ expiresAt: new Date(run.clock.now() + 35 * DAY).toISOString() });
  const told: string[] = [];
  for (let day = 0; day < 38; day += 1) {
    const results = await run.fire('daily');
    expect(results.every(({ ok }) => ok)).toBe(true);
    await run.changesPassedOn();
    for (const { detail, ...event } of events.splice(0))
      if (detail.target === `key:${key.id}` && event['detail-type'] !== 'key.issued')
        told.push(
          `${day} ${event['detail-type']} ${(detail.after as { noticeDays?: number }).noticeDays ?? ''}`.trim(),
        );
    run.clock.advance(DAY);
  }
  const call = await run.call('GET', '/orders', bearer(key.key));

  expect(told).toEqual([
    '5 key.expiring 30',
    '21 key.expiring 14',
    '28 key.expiring 7',
    '34 key.expiring 1',
    '35 key.expired',
  ]);
  expect(call.status).toBe(401);
});
