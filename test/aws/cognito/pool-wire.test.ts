/** The requests to Cognito, and what the adapter makes of every answer. */
import { DependencyError } from '../../../lambda/domain/outcome';
import type { PoolRefusal } from '../../../lambda/domain/ports/pool';
import { type CannedPool, openCannedPool, USER_POOL_ID } from '../../support/canned-pool';
import { type Reply, reply, replyException, replyJson } from '../../support/canned-service';
import { CLIENT_SECRET, DESCRIPTOR, EVERY_POOL_CALL, SECRET_ID, SETTINGS } from '../../support/pool-calls';
import { CLIENT_ID } from '../../support/records';

let opened: CannedPool;

beforeEach(async () => {
  opened = await openCannedPool();
});
afterEach(() => opened.close());

const APP_CLIENT = { UserPoolId: USER_POOL_ID, ClientId: CLIENT_ID };
/** All settings that a request sends. A setting that is left out gets Cognito's default. */
const FORM = {
  ClientName: SETTINGS.name,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['client_credentials'],
  AllowedOAuthScopes: ['orders-accounts/read:orders', 'orders-accounts/write:orders'],
  ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
  AccessTokenValidity: 60,
  TokenValidityUnits: { AccessToken: 'minutes' },
  PreventUserExistenceErrors: 'ENABLED',
  EnableTokenRevocation: true,
};
const INPUTS: Record<(typeof EVERY_POOL_CALL)[number][0], object> = {
  createClient: { UserPoolId: USER_POOL_ID, ...FORM, GenerateSecret: true },
  updateClient: { ...APP_CLIENT, ...FORM },
  deleteClient: APP_CLIENT,
  listClients: { UserPoolId: USER_POOL_ID, MaxResults: 60 },
  addSecret: APP_CLIENT,
  listSecrets: APP_CLIENT,
  deleteSecret: { ...APP_CLIENT, ClientSecretId: SECRET_ID },
};

describe('a request', () => {
  it.each(EVERY_POOL_CALL)('of %s is exactly this, sent once, and its answer is decoded', async (method, call) => {
    opened.cognito.answer(replyJson(call.answer));

    const answer = await call.run(opened.pool);

    expect(answer).toEqual({ ok: true, value: call.value });
    expect(opened.cognito.asked).toEqual([{ operation: call.command, input: INPUTS[method] }]);
  });

  it.each(['createClient', 'updateClient'] as const)(
    'of %s without scopes leaves the client no flow',
    async (method) => {
      const settings = { ...SETTINGS, scopes: [] };
      opened.cognito.answer(replyJson({ UserPoolClient: { ClientId: CLIENT_ID, ClientSecret: CLIENT_SECRET } }));

      await (method === 'createClient'
        ? opened.pool.createClient(settings)
        : opened.pool.updateClient(CLIENT_ID, settings));

      expect(opened.cognito.asked[0]?.input).toEqual({
        ...INPUTS[method],
        AllowedOAuthFlowsUserPoolClient: false,
        AllowedOAuthFlows: [],
        AllowedOAuthScopes: [],
      });
    },
  );

  it('for the next page of clients says where the last one ended', async () => {
    opened.cognito.answer(replyJson({ UserPoolClients: [], NextToken: 'next' }), replyJson({ UserPoolClients: [] }));

    const first = await opened.pool.listClients();
    const last = await opened.pool.listClients('next');

    expect([first, last]).toEqual([
      { ok: true, value: { items: [], next: 'next' } },
      { ok: true, value: { items: [] } },
    ]);
    expect(opened.cognito.asked[1]?.input).toEqual({ ...INPUTS.listClients, NextToken: 'next' });
  });

  it('never asks for a description, because its answer holds the secret', async () => {
    for (const [, { run, answer }] of EVERY_POOL_CALL) {
      opened.cognito.answer(replyJson(answer));
      await run(opened.pool);
    }

    expect(opened.cognito.asked.filter(({ operation }) => operation.startsWith('Describe'))).toEqual([]);
  });
});

it('lists secrets with the older one first, whatever the order of the answer', async () => {
  const newer = { ClientSecretId: 'newer', ClientSecretCreateDate: DESCRIPTOR.ClientSecretCreateDate + 0.001 };
  opened.cognito.answer(replyJson({ ClientSecrets: [newer, DESCRIPTOR] }));

  const listed = await opened.pool.listSecrets(CLIENT_ID);

  expect(listed).toMatchObject({ value: [{ secretId: SECRET_ID }, { secretId: 'newer' }] });
});

const DONE = { ok: true, value: undefined };
const MEANINGS: Readonly<Record<string, Readonly<Record<string, PoolRefusal | 'done'>>>> = {
  ResourceNotFoundException: {
    updateClient: 'absent',
    deleteClient: 'done',
    addSecret: 'absent',
    listSecrets: 'absent',
    deleteSecret: 'absent',
  },
  LimitExceededException: { createClient: 'clients' },
};
const RATES = ['TooManyRequestsException', 'ThrottlingException', 'ConcurrentModificationException'];

describe('an exception', () => {
  const known = Object.entries(MEANINGS).flatMap(([name, by]) =>
    EVERY_POOL_CALL.flatMap(([method, call]) => {
      const meaning = by[method];
      return meaning === undefined ? [] : [{ name, method, meaning, run: call.run }];
    }),
  );

  it.each(known)('$name to $method is answered at once: $meaning', async ({ name, meaning, run }) => {
    opened.cognito.answer(replyException(name));

    const answer = await run(opened.pool);

    expect(answer).toEqual(meaning === 'done' ? DONE : { ok: false, refusal: meaning });
    expect(opened.cognito.asked).toHaveLength(1);
  });

  const refusals = [
    'AccessDeniedException',
    'ExpiredTokenException',
    'FeatureUnavailableInTierException',
    'InvalidOAuthFlowException',
    'InvalidParameterException',
    'LimitExceededException',
    'NotAuthorizedException',
    'ResourceNotFoundException',
    'ScopeDoesNotExistException',
    'SomethingNewException',
  ];
  /** For a change of secrets these are tested below: the list of secrets gives the reason. */
  const explained = ['InvalidParameterException', 'LimitExceededException'];
  const others = refusals.flatMap((name) =>
    EVERY_POOL_CALL.filter(([method]) => MEANINGS[name]?.[method] === undefined)
      .filter(([method]) => !(explained.includes(name) && ['addSecret', 'deleteSecret'].includes(method)))
      .map(([method, call]) => [name, method, call] as const),
  );

  it.each(others)('%s to %s is a failure, and the request is not repeated', async (name, _method, { run }) => {
    opened.cognito.answer(replyException(name));

    await expect(run(opened.pool)).rejects.toMatchObject({
      name: 'DependencyError',
      dependency: 'pool',
      message: expect.stringContaining(name),
    });
    expect(opened.cognito.asked).toHaveLength(1);
  });

  it.each(RATES.flatMap((name) => EVERY_POOL_CALL.map(([method, call]) => [name, method, call] as const)))(
    '%s to %s is retried twice, and is then a refusal',
    async (name, _method, { run, answer, value }) => {
      opened.cognito.answer(replyException(name));
      const refused = await run(opened.pool);
      const asked = opened.cognito.asked.length;
      opened.cognito.answer(replyException(name), replyException(name), replyJson(answer));

      const taken = await run(opened.pool);

      expect([refused, asked]).toEqual([{ ok: false, refusal: 'rate' }, 3]);
      expect(taken).toEqual({ ok: true, value });
    },
  );
});

describe('a refused change of secrets', () => {
  const other = { ...DESCRIPTOR, ClientSecretId: 'other' };
  const refused = ['InvalidParameterException', 'LimitExceededException'];
  const secrets = (...list: readonly object[]) => replyJson({ ClientSecrets: list });

  it.each(refused)('(%s) is explained by the secrets there are', async (name) => {
    const { pool, cognito } = opened;
    const explain = (list: Reply, run: () => Promise<unknown>) => {
      cognito.answer(replyException(name), list);
      return run();
    };

    const answers = [
      await explain(secrets(DESCRIPTOR, other), () => pool.addSecret(CLIENT_ID)),
      await explain(secrets(DESCRIPTOR), () => pool.deleteSecret(CLIENT_ID, SECRET_ID)),
      await explain(secrets(other), () => pool.deleteSecret(CLIENT_ID, SECRET_ID)),
      await explain(replyException('ResourceNotFoundException'), () => pool.addSecret(CLIENT_ID)),
      await explain(replyException('ResourceNotFoundException'), () => pool.deleteSecret(CLIENT_ID, SECRET_ID)),
    ];

    expect(answers).toEqual(
      ['secrets', 'last-secret', 'absent', 'absent', 'absent'].map((refusal) => ({ ok: false, refusal })),
    );
  });

  it.each(refused)('(%s) that the secrets do not explain is a failure', async (name) => {
    const { pool, cognito } = opened;

    cognito.answer(replyException(name), secrets(DESCRIPTOR));
    await expect(pool.addSecret(CLIENT_ID)).rejects.toBeInstanceOf(DependencyError);
    cognito.answer(replyException(name), secrets(DESCRIPTOR, other));
    await expect(pool.deleteSecret(CLIENT_ID, SECRET_ID)).rejects.toBeInstanceOf(DependencyError);
  });

  it('is a failure when the secrets cannot be listed', async () => {
    const { pool, cognito } = opened;
    cognito.answer(replyException('InvalidParameterException'), reply('{}'));

    await expect(pool.addSecret(CLIENT_ID)).rejects.toBeInstanceOf(DependencyError);
  });
});

describe('an answer of unknown shape', () => {
  const texts = [
    '',
    '{}',
    '[]',
    'null',
    '"x"',
    '<html></html>',
    '{"UserPoolClient":7,"UserPoolClients":7,"ClientSecretDescriptor":7,"ClientSecrets":7}',
    '{"UserPoolClient":{},"UserPoolClients":[{}],"ClientSecretDescriptor":{},"ClientSecrets":[{}]}',
    '{"UserPoolClient":null,"UserPoolClients":[7],"ClientSecretDescriptor":null,"ClientSecrets":[7]}',
    '{"UserPoolClient":{"ClientId":""},"UserPoolClients":[],"NextToken":7,"ClientSecrets":"x"}',
    `{"UserPoolClient":{"ClientId":"other","ClientSecret":7},"UserPoolClients":[{"ClientId":"","ClientName":"n"}],
      "ClientSecretDescriptor":{"ClientSecretId":"i","ClientSecretValue":"v","ClientSecretCreateDate":"x"},
      "ClientSecrets":[{"ClientSecretId":"i"}]}`,
    `{"UserPoolClient":{"ClientId":"other","ClientSecret":""},"UserPoolClients":[{"ClientName":"n"}],
      "ClientSecretDescriptor":{"ClientSecretId":"i","ClientSecretValue":"","ClientSecretCreateDate":1},
      "ClientSecrets":[{"ClientSecretId":7,"ClientSecretCreateDate":1}]}`,
  ];
  /** A deletion has an empty answer, which the adapter does not read. */
  const telling = EVERY_POOL_CALL.filter(([method]) => !method.startsWith('delete'));

  it.each(texts.flatMap((text) => telling.map(([method, call]) => [text, method, call] as const)))(
    'is a failure: %s to %s',
    async (text, _method, { run }) => {
      opened.cognito.answer(reply(text));

      await expect(run(opened.pool)).rejects.toMatchObject({ name: 'DependencyError', dependency: 'pool' });
    },
  );
});
