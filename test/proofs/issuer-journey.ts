/** What is done at the issuer: for accounts' clients and operators at once, and by the clock for whatever is left. */
import { type Answer, bearer, type Credentials } from '../support/local-run';
import { asOperator, callGuarded, callManagement, fetchToken } from './calls';
import { describe, type Expectation, type Scene } from './expectation';
import { allBut, BOTH } from './visitors';

/** All scopes but one that is not needed here. */
const MIGHTY = allBut(['verify:credentials']);

/** Undefined when the answers have these statuses; what they are otherwise. */
const statuses = (answers: readonly Answer[], expected: readonly number[]): string | undefined =>
  answers.every(({ status }, at) => status === expected[at]) ? undefined : answers.map(describe).join(', ');

const manage = (scene: Scene, what: string, body?: object): Promise<Answer> =>
  callManagement(scene, what, { ...asOperator(scene, ...MIGHTY), ...(body !== undefined && { body }) });

const credentialsOf = ({ body }: Answer): Credentials => ({
  clientId: String(body?.id),
  clientSecret: String(body?.clientSecret),
});

/** A rule that is not there does nothing. */
const passOfTime = ({ run }: Scene, task: string): Promise<unknown> => run.fire(task).catch(() => undefined);

const issued: Expectation = {
  promise: 'an issued client opens the doors of its scopes, and nothing else of ours',
  seen: async (scene) => {
    const made = await manage(scene, `POST /accounts/${scene.visitors.accountId}/clients`, {
      label: 'Made',
      scopes: BOTH,
    });
    if (made.status !== 201 || made.body.pending !== undefined) return describe(made);
    const fetched = await fetchToken(scene, credentialsOf(made));
    const headers = bearer(String(fetched.body?.access_token));
    const answers = [
      await callGuarded(scene, 'GET /orders', headers),
      await callGuarded(scene, 'POST /shipments', { ...headers, body: { item: 'lantern', quantity: 1 } }),
      await callManagement(scene, 'GET /scopes', headers),
      await fetchToken(scene, credentialsOf(made), 'orders-management/read:accounts'),
    ];
    return statuses(answers, [200, 401, 401, 400]);
  },
};

const operator: Expectation = {
  promise: 'an issued operator does what it was given, until it is revoked',
  seen: async (scene) => {
    const made = await manage(scene, 'POST /operators', { label: 'Made', scopes: ['read:accounts'] });
    if (made.status !== 201) return describe(made);
    const headers = bearer(String((await fetchToken(scene, credentialsOf(made))).body?.access_token));
    const answers = [
      await callManagement(scene, 'GET /accounts', headers),
      await manage(scene, `POST /operators/${made.body.id}/revoke`),
      await callManagement(scene, 'GET /accounts', headers),
      await fetchToken(scene, credentialsOf(made)),
    ];
    return statuses(answers, [200, 200, 401, 400]);
  },
};

const listed: Expectation = {
  promise: 'what was done to operators is listed',
  seen: async (scene) => {
    const answer = await manage(scene, 'GET /operators/events');
    return answer.body?.items?.length > 0 ? undefined : describe(answer);
  },
};

const told: Expectation = {
  promise: 'by the minute the issuer is told what it was not told at once',
  seen: async (scene) => {
    const { body } = await manage(scene, 'POST /accounts', { name: 'Made', grant: { scopes: BOTH } });
    const account = `/accounts/${body?.id}`;
    const client = credentialsOf(await manage(scene, `POST ${account}/clients`, { label: 'Made', scopes: BOTH }));
    const seen = async () => {
      const { pendingClients } = (await manage(scene, `GET ${account}`)).body ?? {};
      return `${pendingClients} pending, ${(await fetchToken(scene, client)).body?.error ?? 'a token'}`;
    };
    await manage(scene, `POST ${account}/suspend`);
    const before = await seen();
    await passOfTime(scene, 'reconcile');
    const both = `${before}; ${await seen()}`;
    return both === '1 pending, a token; 0 pending, unauthorized_client' ? undefined : both;
  },
};

const HOUR_MS = 3_600_000;

/** App clients by their names: what nobody recorded in time goes, and whatever is not ours to judge stays. */
const swept: Expectation = {
  promise: 'by the hour the issuer loses the app clients that have no record, and no others',
  seen: async ({ run, visitors, ...scene }) => {
    const names = ['orders-accounts', 'orders-management', 'orders'].flatMap((server) =>
      [HOUR_MS, 0].map((age) => {
        const owner = server === 'orders-management' ? 'operator' : visitors.accountId;
        return `${server}.${owner}.${Date.now() - age}`;
      }),
    );
    const made = names.map((name) => run.pool?.createClient(name, ['orders-accounts/read:orders']).clientId ?? '');
    await passOfTime({ run, visitors, ...scene }, 'sweep');
    const left = [...made, visitors.clients.issued.clientId].map((id) => run.pool?.describeClient(id) !== undefined);
    return String(left) === 'false,true,false,true,true,true,true' ? undefined : String(left);
  },
};

export const AT_THE_ISSUER: readonly Expectation[] = [issued, operator, listed, told, swept];
