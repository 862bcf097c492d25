/**
 * Ends every token that a client was issued until now; the client itself goes on. A token says in whole seconds
 * when it was issued, so those of the rest of this second end too: one more is refused rather than one less.
 */
import { changed, transact, unchanged } from '../../../engine/transact';
import type { Call, Deps } from '../../../engine/context';
import { tellOfClient } from '../../../engine/audit-events';
import { type ClientTarget, loadLiveClient } from '../../../engine/load-client';
import type { Instant } from '../../../domain/model';
import type { Outcome } from '../../../domain/outcome';
import { clientWrite } from '../../../engine/conditional-writes';
import { clientResult, type ClientResult } from '../../../issuer/pending';

const SECOND = 1_000;

export const revokeTokens = (deps: Deps, call: Call, input: ClientTarget): Promise<Outcome<ClientResult>> =>
  transact(deps, async () => {
    const loaded = await loadLiveClient(deps, call, { action: 'client.revoke-tokens', ...input });
    if (!loaded.ok) return loaded;
    const { client: before, account, now } = loaded.value;
    const { tokensValidAfter } = before;
    const end = Math.max(nextSecond(now), tokensValidAfter ?? 0);
    if (end === tokensValidAfter) return unchanged(clientResult(deps, before, account));

    const client = { ...before, tokensValidAfter: end, version: before.version + 1 };
    return changed(
      clientResult(deps, client, account),
      clientWrite(before, client, { tokensValidAfter }),
      tellOfClient(deps, call, { action: 'client.tokens-revoked', now, account, before, after: client }),
    );
  });

const nextSecond = (now: Instant): Instant => (Math.floor(now / SECOND) + 1) * SECOND;
