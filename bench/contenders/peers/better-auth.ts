/** @better-auth/api-key with its own store in memory and its rate limiter off. Every verification also writes the record. */
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import type { MakeContender } from '../contender';

async function service() {
  const { api } = betterAuth({
    baseURL: 'http://localhost',
    secret: 'a-secret-of-the-bench-that-guards-nothing',
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
  });
  const signUp = { email: 'bench@example.com', password: 'bench-bench-bench', name: 'Bench' };
  const { user } = await api.signUpEmail({ body: signUp });
  const create = () => api.createApiKey({ body: { name: 'bench', userId: user.id } });
  const verify = async (key: string): Promise<boolean> => (await api.verifyApiKey({ body: { key } })).valid;
  return { create, verify };
}

const check: MakeContender = async () => {
  const { create, verify } = await service();
  const { key } = await create();
  const wrong = (key.startsWith('x') ? 'y' : 'x') + key.slice(1);
  return { base: 'SHA-256', call: () => verify(key), accepts: () => verify(key), acceptsWrong: () => verify(wrong) };
};

const issue: MakeContender = async (world) => {
  const { create } = await service();
  return { ...(await check(world)), call: create };
};

export const contenders: Readonly<Record<string, MakeContender>> = { check, issue };
