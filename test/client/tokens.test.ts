/** Access tokens are fetched when they are needed, one at a time, and used for three quarters of their life. */
import { clientCredentials, NoAnswerError, TokenError } from '../../client';
import { fakeApi, json, TOKEN_URL } from '../support/fake-api';

const HOUR = 3_600_000;
const plans = () => Array.from({ length: 4 }, () => json({}));

test('a token is kept until three quarters of its life', async () => {
  const { here, client } = fakeApi(plans());

  await client.get('/plans');
  here.now += (HOUR * 3) / 4 - 1;
  await client.get('/plans');
  const before = here.tokens;
  here.now += 1;
  await client.get('/plans');

  expect([before, here.tokens]).toEqual([1, 2]);
});

test('calls at the same moment wait for one token', async () => {
  const { here, client } = fakeApi(plans());

  await Promise.all([client.get('/plans'), client.get('/plans'), client.get('/plans')]);

  expect(here.tokens).toBe(1);
});

test('a token that one call found refused is not fetched twice for others', async () => {
  const { here, tokenReplies } = fakeApi([]);
  const source = clientCredentials({
    tokenUrl: TOKEN_URL,
    clientId: 'op',
    clientSecret: 's',
    fetch: async () => {
      here.tokens += 1;
      return json({ access_token: `t${here.tokens}`, expires_in: 3600 });
    },
  });
  const { signal } = new AbortController();
  const first = await source({ signal });

  const fresh = await Promise.all([source({ rejected: first, signal }), source({ rejected: first, signal })]);

  expect([first, ...fresh, await source({ rejected: first, signal })]).toEqual(['t1', 't2', 't2', 't2']);
  expect(tokenReplies).toEqual([]);
});

test('the request is one of client credentials, with the scopes that are asked for', async () => {
  let seen: Request | undefined;
  const source = clientCredentials({
    ...{ tokenUrl: TOKEN_URL, clientId: 'op', clientSecret: 'secret', scopes: ['a/read:keys', 'a/write:keys'] },
    fetch: async (input, init) => {
      seen = new Request(input, init);
      return json({ access_token: 't', expires_in: 60 });
    },
  });

  await source({ signal: new AbortController().signal });

  expect(seen?.headers.get('Authorization')).toBe(`Basic ${btoa('op:secret')}`);
  expect(await seen?.text()).toBe('grant_type=client_credentials&scope=a%2Fread%3Akeys+a%2Fwrite%3Akeys');
});

test('a refusal has the code of OAuth, and nothing is sent to the API', async () => {
  const { here, client, tokenReplies } = fakeApi([]);
  tokenReplies.push(json({ error: 'invalid_client' }, 400));

  const error = await client.get('/plans').catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(TokenError);
  expect(error).toMatchObject({ code: 'invalid_client', status: 400 });
  expect([here.seen, here.waits]).toEqual([[], []]);
});

test('trouble of the token endpoint is tried once more, also before a PATCH', async () => {
  const { here, client, tokenReplies } = fakeApi([json({ ok: true })]);
  tokenReplies.push(json({}, 503));

  const answer = await client.patch('/accounts/{accountId}', { path: { accountId: 'a' }, body: { name: 'x' } });

  expect([answer, here.waits, here.tokens]).toEqual([{ ok: true }, [500], 2]);
});

test('an answer without a token is no answer', async () => {
  const { client, tokenReplies } = fakeApi([]);
  tokenReplies.push(json({}), json({}));

  await expect(client.get('/plans')).rejects.toBeInstanceOf(NoAnswerError);
});
