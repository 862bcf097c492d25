/** The adapter for native keys: the contract over the wire, what exactly it asks for, and what it makes of any answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { ControlPlane } from '../../../lambda/aws/gateway/control-plane';
import { CONTROL_POLICY, GatewayNativeKeys, nativeKeysOf } from '../../../lambda/aws/gateway/gateway-native-keys';
import { DependencyError } from '../../../lambda/domain/outcome';
import type { NativeKeys } from '../../../lambda/domain/ports/native-keys';
import type { FailureKind } from '../../../local/types';
import { keyValue, nativeKeysContract } from '../../contracts/native-keys.contract';
import { type LocalNativeKeys, openLocalNativeKeys, variablesFor } from '../../support/local-native-keys';
import { ManualTimers } from '../../support/manual-timers';
import { NOW } from '../../support/records';
import { budgetOf, endlessBudget } from '../../support/time-budgets';

const NAME = 'orders-live-0a1b2c3d-free-Acc0000001';
const KEY = { nativeKeyId: 'key1', name: NAME };
const SECRET = 'a-value-that-is-a-credential-of-somebody-else';

describe('native keys over API Gateway', () => {
  nativeKeysContract(openLocalNativeKeys);
});

describe('a failure on the way', () => {
  let opened: LocalNativeKeys;
  beforeEach(async () => {
    opened = await openLocalNativeKeys();
  });
  afterEach(() => opened.close());

  it.each<FailureKind>(['refuse', 'reset', 'throttle', 'error', 'malformed'])(
    '(%s, once) does not show in a list or a deletion',
    async (kind) => {
      const { nativeKeys, server } = opened;
      const { nativeKeyId } = keyValue(await nativeKeys.create(NAME));

      server.fail(kind, { times: 1 });
      const listed = await nativeKeys.list(NAME);
      server.fail(kind, { times: 1 });
      const deleted = await nativeKeys.delete(nativeKeyId);

      expect([keyValue(listed).items, deleted.ok]).toEqual([[{ nativeKeyId, name: NAME }], true]);
      expect(server.nativeKeys()).toEqual([]);
    },
  );

  it.each<FailureKind>(['lost', 'malformed'])('(%s) after a key was made is a key that exists', async (kind) => {
    const { nativeKeys, server } = opened;
    server.fail(kind, { times: 1 });

    expect([await nativeKeys.create(NAME), server.nativeKeys().length]).toEqual([{ ok: false, refusal: 'exists' }, 1]);
  });

  it('(lost) after a key was associated is a key that was in the plan before', async () => {
    const { nativeKeys, usagePlans, server } = opened;
    const key = keyValue(await nativeKeys.create(NAME));
    server.fail('lost', { times: 1 });

    expect(await nativeKeys.associate(key, usagePlans.free)).toEqual({ ok: true, value: 'before' });
  });

  it('(too many requests, every time) is a refusal after some attempts', async () => {
    const { nativeKeys, usagePlans, server } = opened;
    const key = keyValue(await nativeKeys.create(NAME));
    const throttled = async (run: () => Promise<unknown>): Promise<unknown> => {
      let hits = 0;
      server.fail('throttle', { onHit: () => (hits += 1) });
      const answer = await run();
      return [answer, hits];
    };

    const answers = [
      await throttled(() => nativeKeys.create(NAME)),
      await throttled(() => nativeKeys.list(NAME)),
      await throttled(() => nativeKeys.associate(key, usagePlans.free)),
      await throttled(() => nativeKeys.listOfPlan(usagePlans.free)),
      await throttled(() => nativeKeys.delete(key.nativeKeyId)),
    ];

    expect(answers).toEqual(Array(5).fill([{ ok: false, refusal: 'rate' }, CONTROL_POLICY.attempts]));
  });

  it.each<FailureKind>(['refuse', 'reset', 'lost', 'error', 'malformed'])('(%s, every time) rejects', async (kind) => {
    const { nativeKeys, server } = opened;
    server.fail(kind);

    await expect(nativeKeys.list(NAME)).rejects.toMatchObject({ dependency: 'api-gateway' });
    await expect(nativeKeys.delete('x')).rejects.toMatchObject({ dependency: 'api-gateway' });
  });
});

interface Asked {
  readonly route: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}
interface Canned {
  readonly status?: number;
  readonly error?: string;
  readonly text?: string;
}

describe('over the wire', () => {
  let server: Server;
  let asked: Asked[];
  let answers: Canned[];
  let timers: ManualTimers;
  let controlPlane: ControlPlane;
  let nativeKeys: NativeKeys;

  beforeEach(async () => {
    asked = [];
    answers = [];
    timers = new ManualTimers();
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const body: unknown = text === '' ? undefined : JSON.parse(text);
        asked.push({ route: `${request.method} ${request.url}`, headers: request.headers, body });
        reply(response, answers.length > 1 ? answers.shift() : answers[0]);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    controlPlane = new ControlPlane(variablesFor(`http://127.0.0.1:${port}`), { timers, now: () => NOW });
    nativeKeys = new GatewayNativeKeys(controlPlane, endlessBudget(timers));
  });
  afterEach(async () => {
    controlPlane.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function reply(response: ServerResponse, { status = 200, error, text = '' }: Canned = {}): void {
    if (error !== undefined) response.setHeader('x-amzn-ErrorType', error);
    response.writeHead(status).end(text);
  }
  const json = (body: unknown): Canned => ({ text: JSON.stringify(body) });

  interface Call {
    readonly run: (keys: NativeKeys) => Promise<unknown>;
    readonly route: string;
    readonly body?: unknown;
    readonly answer: Canned;
  }
  it.each<[string, Call]>([
    [
      'make a native key',
      {
        run: (keys) => keys.create(NAME),
        route: 'POST /apikeys',
        body: { name: NAME, value: NAME, enabled: true },
        answer: json({ id: 'key1', name: NAME, value: NAME, enabled: true, createdDate: 1_795_435_200 }),
      },
    ],
    [
      'list, without values',
      {
        run: (keys) => keys.list('orders-', 'a+b/c='),
        route: 'GET /apikeys?limit=500&name=orders-&position=a%2Bb%2Fc%3D',
        answer: json({ item: [] }),
      },
    ],
    [
      'associate',
      {
        run: (keys) => keys.associate(KEY, 'up1'),
        route: 'POST /usageplans/up1/keys',
        body: { keyId: 'key1', keyType: 'API_KEY' },
        answer: json({ id: 'key1', type: 'API_KEY', value: NAME, name: NAME }),
      },
    ],
    [
      'list a plan',
      {
        run: (keys) => keys.listOfPlan('up1'),
        route: 'GET /usageplans/up1/keys?limit=500',
        answer: json({ item: [] }),
      },
    ],
    ['delete', { run: (keys) => keys.delete('a/b'), route: 'DELETE /apikeys/a%2Fb', answer: { status: 202 } }],
  ])('the request to %s is exactly this, sent once, and signed', async (_, { run, route, body, answer }) => {
    answers = [answer];

    await run(nativeKeys);

    expect(asked.map((one) => ({ route: one.route, body: one.body }))).toEqual([{ route, body }]);
    expect(asked[0]?.headers).toMatchObject({
      accept: 'application/json',
      'x-amz-date': '20261123T120000Z',
      authorization: expect.stringContaining('Credential=local/20261123/eu-west-1/apigateway/aws4_request'),
    });
  });

  it('a page of others’ native keys has only those whose name begins so', async () => {
    answers = [json({ items: [{ id: 'a', name: NAME }, { id: 'b' }, { id: 'c', name: 'x' }], position: 'next' })];

    expect(await nativeKeys.list('orders-')).toEqual({
      ok: true,
      value: { items: [{ nativeKeyId: 'a', name: NAME }], next: 'next' },
    });
  });

  it('a page may be empty, and is the last one without a position', async () => {
    answers = [json({ position: null })];

    expect(await nativeKeys.listOfPlan('up1')).toEqual({ ok: true, value: { items: [] } });
  });

  it.each<[string, Canned]>([
    ['no JSON', { text: `{"id":x${SECRET}` }],
    ['no object', { text: '7' }],
    ['a list that is none', json({ item: 7 })],
    ['a key without an id', json({ item: [{ name: NAME }] })],
    ['a key with an empty id', json({ item: [{ id: '', name: NAME }] })],
    ['a key whose name is no text', json({ item: [{ id: 'a', name: 7 }] })],
    ['a position that is no text', json({ item: [], position: 7 })],
    ['an empty position', json({ item: [], position: '' })],
    ['an error without a name', { status: 400, text: SECRET }],
    ['a redirection', { status: 302 }],
    ['an error of no known name', { status: 403, error: 'AccessDeniedException', text: SECRET }],
  ])('an answer that is %s is a failure that holds nothing of it', async (_, answer) => {
    answers = [answer];

    const failure = await nativeKeys.list(NAME).catch((thrown: unknown) => thrown);

    expect(failure).toBeInstanceOf(DependencyError);
    expect(failure).toMatchObject({ dependency: 'api-gateway' });
    expect(inspect(failure, { depth: 9 })).not.toContain(SECRET);
  });

  it('an exception is known by the name before the colon', async () => {
    answers = [{ status: 409, error: 'ConflictException:http://internal.amazon.com/' }];

    expect(await nativeKeys.create(NAME)).toEqual({ ok: false, refusal: 'exists' });
  });

  it('a conflict is explained by the keys of the plan, on whichever page the key is', async () => {
    const conflict = { status: 409, error: 'ConflictException' };
    answers = [
      conflict,
      json({ item: [{ id: 'other', name: NAME }], position: 'p' }),
      json({ item: [{ id: 'key1', name: NAME }] }),
    ];

    const found = await nativeKeys.associate(KEY, 'up1');
    answers = [conflict, { status: 404, error: 'NotFoundException' }];
    const gone = await nativeKeys.associate(KEY, 'up1');

    expect([found, gone]).toEqual([
      { ok: true, value: 'before' },
      { ok: false, refusal: 'absent' },
    ]);
    expect(asked.map(({ route }) => route)).toContain(`GET /usageplans/up1/keys?limit=500&name=${NAME}&position=p`);
  });

  it('asks no more when the time of the function is over', async () => {
    const { port } = server.address() as AddressInfo;
    const late = nativeKeysOf(variablesFor(`http://127.0.0.1:${port}`))(budgetOf(0, timers));

    await expect(late.list(NAME)).rejects.toMatchObject({ dependency: 'api-gateway' });
    expect(asked).toEqual([]);
  });
});
