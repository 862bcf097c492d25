/**
 * Counts what one delivery of the access log says, a few accounts at a time. What could not be counted makes the delivery
 * fail at its end: Lambda sends it again, and what was counted is not counted again.
 */
import type { UsageLine, UsageLog } from '../domain/ports/log';
import { DependencyError, InvariantError } from '../domain/outcome';
import type { Clock } from '../domain/ports/system';
import { ANY_CREDENTIAL } from '../domain/records/usage-records';
import { type Use, useIn } from './access-line';
import { type CountDeps, countWindows, lastUseWrites, transactionsFor } from './count-uses';
import type { WindowUses } from './counted-events';
import { linesIn, type LogDelivery } from './log-delivery';

export interface UsageDeps extends CountDeps {
  readonly now: Clock;
  readonly log: UsageLog;
}

/** Accounts that are counted at the same time. It bounds memory and connections in a flood of credentials. */
const AT_ONCE = 10;
/** Failures that stand in the log; the line `usage` counts all. */
const MOST_LOGGED = 3;

/** Rejects with a `DependencyError` if a request was not counted. An unreadable delivery is logged and given up. */
export async function takeDelivery(deps: UsageDeps, delivery: LogDelivery): Promise<undefined> {
  const lines = linesIn(delivery);
  if (lines === undefined) {
    const error = new InvariantError(
      'CloudWatch Logs delivered something else than log events; nothing of it is counted',
    );
    deps.log.failure({ requestId: 'none', at: 'delivery', error });
    return undefined;
  }
  const { byAccount, ...left } = usesIn(lines, deps.now());
  const result = await countAll(deps, byAccount);
  if (result.counted > 0) await noteLatest(deps, [...byAccount.values()].flat());
  deps.log.usage({ ...result, ...left });
  if (result.failed > 0) throw new DependencyError('table', `${result.failed} requests of a delivery were not counted`);
  return undefined;
}

/** What is counted shows that the recording works; without that, no key ends because it is not used (docs/events.md). */
async function noteLatest({ table, log }: UsageDeps, uses: readonly Use[]): Promise<void> {
  const latest = uses.reduce((one, other) => (other.at > one.at ? other : one));
  try {
    await table.commit(lastUseWrites(ANY_CREDENTIAL, latest));
  } catch (error) {
    // The next delivery notes it.
    log.failure({ requestId: 'none', at: 'usage', error });
  }
}

interface Found extends Pick<UsageLine, 'anonymous' | 'unreadable'> {
  readonly byAccount: ReadonlyMap<string, readonly Use[]>;
}

function usesIn(lines: readonly unknown[], now: number): Found {
  const byAccount = new Map<string, Use[]>();
  const left = { anonymous: 0, unreadable: 0 };
  for (const line of lines) {
    const use = useIn(line, now);
    if (typeof use === 'string') {
      left[use] += 1;
      continue;
    }
    const own = byAccount.get(use.accountId);
    if (own === undefined) byAccount.set(use.accountId, [use]);
    else own.push(use);
  }
  return { byAccount, ...left };
}

type Counted = Pick<UsageLine, 'counted' | 'repeated' | 'failed'>;

/** The transactions of an account come one after the other: each of them adds to the account's day. */
async function countAll(deps: UsageDeps, byAccount: Found['byAccount']): Promise<Counted> {
  const total = { counted: 0, repeated: 0, failed: 0 };
  let logged = 0;
  const count = async (windows: readonly WindowUses[]): Promise<void> => {
    const given = windows.reduce((sum, { uses }) => sum + uses.length, 0);
    try {
      const counted = await countWindows(deps, windows);
      total.counted += counted;
      total.repeated += given - counted;
    } catch (error) {
      total.failed += given;
      if (logged++ < MOST_LOGGED) deps.log.failure({ requestId: 'none', at: 'usage', error });
    }
  };
  // All workers take from one iterator, so none waits for an account that is long.
  const waiting = byAccount.values();
  const work = async (): Promise<void> => {
    for (const uses of waiting) for (const windows of transactionsFor(uses)) await count(windows);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return total;
}
