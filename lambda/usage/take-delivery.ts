/**
 * Counts what one delivery of the access log says, a few credentials at a time. A credential that could not be counted
 * makes the delivery fail at its end: Lambda sends it again, and what was counted is not counted again.
 */
import type { UsageLine, UsageLog } from '../domain/ports/log';
import { DependencyError, InvariantError } from '../domain/outcome';
import type { Clock } from '../domain/ports/system';
import { ANY_CREDENTIAL } from '../domain/records/usage-records';
import { type Use, useIn } from './access-line';
import { type CountDeps, countUses, lastUseWrites } from './count-uses';
import { linesIn, type LogDelivery } from './log-delivery';

export interface UsageDeps extends CountDeps {
  readonly now: Clock;
  readonly log: UsageLog;
}

/** Credentials that are counted at the same time. It bounds memory and connections in a flood of credentials. */
const AT_ONCE = 10;
/** Failures that stand in the log; the line `usage` counts all. */
const MOST_LOGGED = 3;

/** Rejects with a `DependencyError` if a credential was not counted. An unreadable delivery is logged and given up. */
export async function takeDelivery(deps: UsageDeps, delivery: LogDelivery): Promise<undefined> {
  const lines = linesIn(delivery);
  if (lines === undefined) {
    const error = new InvariantError(
      'CloudWatch Logs delivered something else than log events; nothing of it is counted',
    );
    deps.log.failure({ requestId: 'none', at: 'delivery', error });
    return undefined;
  }
  const { byCredential, ...left } = usesIn(lines, deps.now());
  const result = await countAll(deps, byCredential);
  if (result.counted > 0) await noteLatest(deps, [...byCredential.values()].flat());
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
  readonly byCredential: ReadonlyMap<string, readonly Use[]>;
}

function usesIn(lines: readonly unknown[], now: number): Found {
  const byCredential = new Map<string, Use[]>();
  const left = { anonymous: 0, unreadable: 0 };
  for (const line of lines) {
    const use = useIn(line, now);
    if (typeof use === 'string') {
      left[use] += 1;
      continue;
    }
    const own = byCredential.get(use.credentialId);
    if (own === undefined) byCredential.set(use.credentialId, [use]);
    else own.push(use);
  }
  return { byCredential, ...left };
}

type Counted = Pick<UsageLine, 'counted' | 'repeated' | 'failed'>;

async function countAll(deps: UsageDeps, byCredential: Found['byCredential']): Promise<Counted> {
  const total = { counted: 0, repeated: 0, failed: 0 };
  let logged = 0;
  const count = async ([credentialId, uses]: readonly [string, readonly Use[]]): Promise<void> => {
    try {
      const counted = await countUses(deps, credentialId, uses);
      total.counted += counted;
      total.repeated += uses.length - counted;
    } catch (error) {
      total.failed += uses.length;
      if (logged++ < MOST_LOGGED) deps.log.failure({ requestId: 'none', at: 'usage', error });
    }
  };
  const waiting = [...byCredential];
  for (let at = 0; at < waiting.length; at += AT_ONCE) await Promise.all(waiting.slice(at, at + AT_ONCE).map(count));
  return total;
}
