/**
 * A process decides, stands still while another one revokes or deletes, and then commits; its clock may have jumped, also
 * back. What it then says is alive is alive, and what another process ended stays ended.
 */
import { deleteAccount, revokeAll } from '../../lambda/management/operations/accounts/account-verbs';
import { adoptClient } from '../../lambda/management/operations/clients/adopt-client';
import { issueClient } from '../../lambda/management/operations/clients/issue-client';
import { issueKey, rotateKey } from '../../lambda/management/operations/keys/key-secrets';
import { resumeKey, revokeKey } from '../../lambda/management/operations/keys/key-verbs';
import type { IssuerDeps } from '../../lambda/engine/context';
import type { Account } from '../../lambda/domain/model';
import { DependencyError, type Outcome } from '../../lambda/domain/outcome';
import { clientStatus, keyStatus } from '../../lambda/domain/status';
import { ACCOUNT_ID, account, apiKey, CLIENT_ID, KEY_ID, NOW } from '../support/records';
import { proof, trusting } from '../support/token-proof';
import { accepted, call, interrupted, through, type World, world } from '../support/world';

const HOUR = 3_600_000;
const owner = { accountId: ACCOUNT_ID };
const target = { ...owner, keyId: KEY_ID };
const asked = { ...owner, label: 'New', scopes: ['read:orders'] };

/** Good an hour before and an hour after now, as the clock jumps that far. */
const TOKEN = proof({ iat: (NOW - 2 * HOUR) / 1_000, exp: (NOW + 2 * HOUR) / 1_000 });

const RUNS = {
  issue: (deps: IssuerDeps) => issueKey(deps, call(), asked),
  'issue within a limit': (deps: IssuerDeps) => issueKey(deps, call(), asked),
  adopt: (deps: IssuerDeps) => adoptClient(trusting(deps), call(), { ...asked, clientId: CLIENT_ID, token: TOKEN }),
  'issue of a client': (deps: IssuerDeps) => issueClient(deps, call(), { ...asked, tokenLifetimeMinutes: 5 }),
  resume: (deps: IssuerDeps) => resumeKey(deps, call(), target),
  rotate: (deps: IssuerDeps) => rotateKey(deps, call(), target),
  'revoke-all': (deps: IssuerDeps) => revokeAll(deps, call(), owner),
} as const satisfies Record<string, (deps: IssuerDeps) => Promise<Outcome<object>>>;
type Name = keyof typeof RUNS;

/** What the other process does; its clock is right. */
const MEANWHILE = {
  'a revoke-all': async ({ deps }: World) => {
    accepted(await revokeAll(deps, call(), owner));
  },
  'a revoke-all and an issue': async ({ deps }: World) => {
    accepted(await revokeAll(deps, call(), owner));
    accepted(await issueKey(deps, call(), asked));
  },
  'a revoke': async ({ deps }: World) => {
    accepted(await revokeKey(deps, call(), target));
  },
  'a delete': async ({ deps }: World) => {
    accepted(await revokeAll(deps, call(), owner));
    accepted(await deleteAccount(deps, call(), owner));
  },
} as const;
type Meanwhile = keyof typeof MEANWHILE;

const EXISTING: readonly Name[] = ['resume', 'rotate'];
const expected = (name: Name, meanwhile: Meanwhile): string =>
  meanwhile === 'a delete' ? 'account-not-found' : EXISTING.includes(name) ? 'key-not-active' : 'ok';

const GRANTS: Readonly<Partial<Record<Name, Account['grant']>>> = {
  'issue within a limit': { scopes: ['read:orders'], maxActiveKeys: 5 },
};

/** The status of what the run made or changed; undefined for a revoke-all. */
function statusOf({ table, clock }: World, value: object): string | undefined {
  const [now] = table.all('account');
  const key = table.all('key').find((one) => 'key' in value && Object(value.key).keyId === one.keyId);
  const client = table.all('client').find((one) => 'client' in value && Object(value.client).clientId === one.clientId);
  if (now === undefined) return 'without an account';
  return key ? keyStatus(key, now, clock.now) : client && clientStatus(client, now);
}

const CASES = (Object.keys(RUNS) as Name[]).flatMap((name) =>
  (Object.keys(MEANWHILE) as Meanwhile[]).flatMap((meanwhile) =>
    [-HOUR, 0, HOUR].map((jump) => ({ name, meanwhile, jump })),
  ),
);

/** A 503: the caller does not know, and repeats. */
function unanswered(error: unknown): undefined {
  expect(error).toBeInstanceOf(DependencyError);
}

test.each(CASES)('$name, then $meanwhile, then a clock that jumped by $jump ms', async ({ name, meanwhile, jump }) => {
  const here = world(account({ grant: GRANTS[name] ?? account().grant }), apiKey({ suspendedAt: NOW - 1 }));
  let thawed = 0;
  const standStill = async () => {
    await MEANWHILE[meanwhile](here);
    thawed = jump;
  };
  const deps = { ...through(here, interrupted(here.table, standStill)), now: () => NOW + thawed };

  const outcome = await RUNS[name](deps).catch(unanswered);

  const code = outcome?.ok === false ? outcome.refusal.code : outcome && 'ok';
  // A process that stood still for longer than its request may take does not try again.
  if (jump <= 0 || code !== undefined) expect(code).toBe(expected(name, meanwhile));
  if (outcome?.ok && name !== 'revoke-all') expect(statusOf(here, outcome.value)).toBe('active');
  const [now] = here.table.all('account');
  const left =
    now === undefined ? [] : here.table.all('key').map((key) => [key.keyId, keyStatus(key, now, NOW)] as const);
  if (now !== undefined) expect(new Map(left).get(KEY_ID)).toBe('revoked');
  if (outcome && name === 'revoke-all') expect(left.map(([, status]) => status)).not.toContain('active');
});
