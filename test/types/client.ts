/** What the calls of the client take and give, as the compiler sees it. */
import { type ApiKey, type Client, type IssuedKey, ProblemError } from 'sallyport/client';

export async function typed(client: Client): Promise<void> {
  const path = { accountId: 'Acc0000001' };

  const issued = await client.post('/accounts/{accountId}/keys', { path, body: { label: 'x', scopes: [] } });
  issued satisfies IssuedKey;
  // @ts-expect-error: a replay has no key
  issued.key satisfies string;

  for await (const key of client.items('/keys', { query: { status: 'active' } })) key satisfies ApiKey;
  void (client.delete('/accounts/{accountId}', { path }) satisfies Promise<undefined>);
  await client.get('/plans');
  await client.post('/accounts/{accountId}/suspend', { path });

  // @ts-expect-error: the path has a parameter
  await client.get('/accounts/{accountId}');
  // @ts-expect-error: there is no such path
  await client.get('/nothing');
  // @ts-expect-error: the path has no such method
  await client.delete('/accounts');
  // @ts-expect-error: the body is required
  await client.post('/accounts');
  // @ts-expect-error: there is no such status
  await client.get('/keys', { query: { status: 'gone' } });
  // @ts-expect-error: one account is no list
  client.items('/accounts/{accountId}', { path });
}

export const isLimit = (error: unknown): boolean => error instanceof ProblemError && error.code === 'key-limit-reached';
