/** Failures of every call to Cognito: a call is repeated only if that is safe, and no error holds a secret. */
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { ListUserPoolClientsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CognitoPool } from '../../../lambda/aws/cognito/cognito-pool';
import { POOL_RETRY_POLICY } from '../../../lambda/aws/cognito/pool-client';
import { DependencyError } from '../../../lambda/domain/outcome';
import {
  BUDGET_MS,
  type CannedPool,
  deployedPoolClient,
  openCannedPool,
  poolClientFor,
  REQUEST_MS,
  USER_POOL_ID,
} from '../../support/canned-pool';
import { type Reply, reply, replyException, replyJson } from '../../support/canned-service';
import { CLIENT_SECRET, EVERY_POOL_CALL, SECRET_ID } from '../../support/pool-calls';
import { ManualTimers } from '../../support/manual-timers';
import { endlessBudget } from '../../support/time-budgets';
import { CLIENT_ID } from '../../support/records';
import { commandsInAdapters, methodsOf } from '../../support/table-calls';

let opened: CannedPool;

beforeEach(async () => {
  opened = await openCannedPool();
});
afterEach(() => opened.close());

/** Sends no answer: the time moves on until the request or the whole call is given up. */
const never: Reply = () => opened.timers.expireNext();
const reset: Reply = (response) => response.socket?.resetAndDestroy();
const cutShort: Reply = (response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"UserPoolClient":');
  response.socket?.end();
};
/** An answer whose JSON breaks where the secret begins: a parser's message quotes that place. */
const spoilt = reply(`{"UserPoolClient":{"ClientId":"${CLIENT_ID}","ClientSecret":x${CLIENT_SECRET}"}}`);
/** An exception whose name is a secret, as if an answer was mixed up. */
const oddlyNamed = replyException(CLIENT_SECRET, {}, 500);
const FAILURES: readonly (readonly [string, Reply])[] = [
  ['no answer', never],
  ['a reset', reset],
  ['an answer cut short', cutShort],
  ['an answer that is no JSON', spoilt],
  ['an exception of no known name', oddlyNamed],
  ['an internal error', replyException('InternalErrorException', {}, 500)],
  ['a gateway error', reply('<html></html>', 502)],
];
const cases = FAILURES.flatMap(([what, failure]) =>
  EVERY_POOL_CALL.map(([method, call]) => ({ what, failure, method, ...call })),
);
/** The answer of a deletion is empty and not decoded, so broken JSON in it is no failure. */
const isRead = ({ what, method }: (typeof cases)[number]) =>
  !(what === 'an answer that is no JSON' && method.startsWith('delete'));

it('every method of the port and every command of the adapter is among the calls', () => {
  expect(methodsOf(CognitoPool).sort()).toEqual(EVERY_POOL_CALL.map(([method]) => method).sort());
  expect(commandsInAdapters(/pool/).sort()).toEqual(
    EVERY_POOL_CALL.map(([, { command }]) => `cognito-pool.ts: ${command}`).sort(),
  );
});

describe('a lasting failure', () => {
  it.each(cases.filter(isRead))(
    '($what) at $method ends within the budget with an error that holds no secret',
    async (given) => {
      opened.cognito.answer(given.failure);

      const error: unknown = await given.run(opened.pool).catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(DependencyError);
      expect(error).toMatchObject({ dependency: 'pool' });
      expect(opened.timers.now).toBeLessThanOrEqual(BUDGET_MS);
      expect(opened.timers.pending).toBe(0);
      expect(opened.cognito.asked).toHaveLength(given.once === true ? 1 : 3);
      const text = inspect(error, { depth: 4, showHidden: true });
      for (const part of [CLIENT_SECRET.slice(0, 8), CLIENT_SECRET.slice(-8)]) expect(text).not.toContain(part);
    },
  );

  it('is a refused connection', async () => {
    await opened.cognito.close();

    for (const [, { run }] of EVERY_POOL_CALL) {
      await expect(run(opened.pool)).rejects.toMatchObject({ dependency: 'pool' });
    }
  });

  it('ends with the budget, even if the answer comes slowly', async () => {
    const { cognito, pool, timers } = opened;
    const arrived = new Promise<ServerResponse>((resolve) => cognito.answer(resolve));

    const ended = pool.listClients().catch((reason: unknown) => reason);
    const response = await arrived;
    response.writeHead(200).write(' ');
    // The limit of the request is cancelled once its answer begins.
    await timers.untilPending(1);
    for (let second = 1; second < BUDGET_MS / 1_000; second += 1) {
      timers.advance(1_000);
      response.write(' ');
    }
    const before = timers.pending;
    timers.advance(1_000);

    expect(await ended).toMatchObject({ dependency: 'pool', message: `no answer within ${BUDGET_MS} ms` });
    expect([before, timers.pending, cognito.asked.length]).toEqual([1, 0, 1]);
  });
});

describe('a passing failure', () => {
  const twice = cases.filter((given) => given.once !== true && isRead(given));

  it.each(twice)('($what, twice) at $method is retried', async ({ failure, answer, value, run }) => {
    opened.cognito.answer(failure, failure, replyJson(answer));

    expect(await run(opened.pool)).toEqual({ ok: true, value });
  });

  it.each(cases.filter(({ once }) => once === true))(
    '($what, once) at $method is not retried, because Cognito may have carried out the call',
    async ({ failure, answer, run }) => {
      opened.cognito.answer(failure, replyJson(answer));

      await expect(run(opened.pool)).rejects.toMatchObject({ dependency: 'pool' });
      expect(opened.cognito.asked).toHaveLength(1);
    },
  );

  it.each(['ResourceNotFoundException', 'InvalidParameterException'])(
    'that lost the answer to the deletion of a secret does not report the secret as absent (%s)',
    async (name) => {
      const listed = replyJson({ ClientSecrets: [{ ClientSecretId: 'other', ClientSecretCreateDate: 1 }] });
      opened.cognito.answer(reset, replyException(name), listed);

      expect(await opened.pool.deleteSecret(CLIENT_ID, SECRET_ID)).toEqual({ ok: true, value: undefined });
    },
  );
});

describe('the deployed function', () => {
  it('has these limits for an attempt and for all attempts', async () => {
    const client = deployedPoolClient(opened.cognito.url);
    const { maxAttempts, requestHandler } = client.config;
    // The handler has its settings only after a first request. This one is aborted before it is sent.
    const send = client.send(new ListUserPoolClientsCommand({ UserPoolId: USER_POOL_ID, MaxResults: 1 }), {
      abortSignal: AbortSignal.abort(),
    });
    await expect(send).rejects.toThrow();
    client.destroy();

    expect(requestHandler).toBeInstanceOf(NodeHttpHandler);
    expect(requestHandler instanceof NodeHttpHandler && requestHandler.httpHandlerConfigs()).toMatchObject({
      connectionTimeout: 500,
      requestTimeout: REQUEST_MS,
      socketTimeout: REQUEST_MS,
      throwOnRequestTimeout: true,
    });
    expect(await maxAttempts()).toBe(1);
    expect(POOL_RETRY_POLICY).toEqual({ dependency: 'pool', attempts: 3, firstPause: 600, longestPause: 1_200 });
  });

  it('opens a connection for each call, because a kept one may be dead', async () => {
    const timers = new ManualTimers();
    const client = poolClientFor(opened.cognito.url, timers);
    const connections = new Set<unknown>();
    opened.cognito.answer((response) => {
      connections.add(response.socket?.remotePort);
      replyJson({ UserPoolClients: [] })(response);
    });

    for (let call = 0; call < 3; call += 1)
      await new CognitoPool(USER_POOL_ID, client, endlessBudget(timers)).listClients();

    client.destroy();
    expect(connections.size).toBe(3);
  });
});
