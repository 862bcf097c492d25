/** Bootstraps the account, deploys the app as it is, and sees that it refuses before anything is believed of what it lets in. */
import { Deployment } from '../deployment';
import { expectProblem } from '../expect';
import { deployApp } from '../programs';
import type { Steps } from '../steps';

export const STACK = 'orders-live';

/** A key of the right form and checksum that nobody was given, and a token of a key that nobody published. */
const STRANGE_TOKEN = [
  { alg: 'RS256', kid: 'none' },
  { sub: 'nobody', token_use: 'access', exp: 4102444800 },
  'signature',
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');
/** A route for each door. */
const GUARDED = ['GET /orders', 'GET /orders/1', 'DELETE /orders/1', 'POST /shipments', 'GET /whoami'];
const MANAGED = ['GET /accounts', 'GET /operators', 'GET /keys', 'GET /clients'];

export async function firstDeployment(steps: Steps): Promise<Deployment> {
  const deployment = await steps.step('cdk deploy of the app as it is', async () =>
    Deployment.of(STACK, await deployApp({})),
  );
  await steps.step('every guarded route refuses a request without a credential', () => refused(deployment));
  await steps.step('every guarded route refuses a token that nobody issued', () => refused(deployment, STRANGE_TOKEN));
  return deployment;
}

async function refused(deployment: Deployment, bearer?: string): Promise<void> {
  for (const route of GUARDED)
    expectProblem(
      await deployment.call(route, { bearer, json: route.startsWith('POST') ? {} : undefined }),
      401,
      'invalid-credential',
    );
  for (const route of MANAGED) expectProblem(await deployment.manage(route, { bearer }), 401, 'invalid-credential');
}
