/**
 * Compares all app clients that we made with the records, once an hour. Deletes those that no living record names,
 * because they count towards Cognito's limit, and marks accounts with a pending client. A missing record may also mean
 * a wrong, empty or restored table, so a run first looks at the whole pool: in doubt it deletes no app client at all.
 */
import { deleteAppClient, readAppClientName } from './app-clients';
import type { IssuerDeps } from '../engine/context';
import type { TaskLine } from '../domain/ports/log';
import type { Instant } from '../domain/model';
import { DependencyError } from '../domain/outcome';
import type { AppClientEntry } from '../domain/ports/pool';
import { pendingMark } from './pending';
import { rateLimited, rotated, WORK_TIME } from './reconcile';
import { type OurAppClient, readStates, noteFirstUse } from './sweep-states';

/** Most app clients without a record that a run deletes. If there are more, records may be missing. */
export const MOST_UNRECORDED = 25;

/**
 * Rejects without a deletion if app clients or records cannot all be read, or if the run is in doubt. A failure to
 * delete one app client goes to `onFailure`. A run that ends with work left needs to remember nothing: the next one
 * finds that work again and starts at a random place of it, so no app client has to wait for another one.
 */
export async function sweep(deps: IssuerDeps): Promise<Required<Pick<TaskLine, 'removed' | 'marked'>>> {
  const end = deps.now() + WORK_TIME;
  const began = await noteFirstUse(deps);
  const { dead, unrecorded, lost, marked } = await surveyPool(deps, began, end);
  if (lost.length > 0 || unrecorded.length > MOST_UNRECORDED) throw doubt(deps, unrecorded.length, lost.length);
  let removed = 0;
  for (const appClient of rotated(deps, [...dead, ...unrecorded])) {
    if (deps.now() >= end) break;
    // Read again: the app client may have been adopted since its page was read.
    const { kind } = (await readStates(deps, [appClient], began))(appClient);
    if (kind === 'dead' || kind === 'unrecorded')
      removed += Number(await rateLimited(deps, () => deleteAppClient(deps, appClient.clientId)));
  }
  return { removed, marked: marked.size };
}

interface Survey extends Record<'dead' | 'unrecorded' | 'lost', OurAppClient[]> {
  /** Ids of the accounts that got a mark. `reconcile` settles their clients, at its pace and in its turn. */
  readonly marked: Set<string>;
}

/** Lists the pool to its end: 10,000 app clients are 167 pages, which take 42 seconds at four calls a second. */
async function surveyPool(deps: IssuerDeps, began: Instant, end: Instant): Promise<Survey> {
  const { pool } = deps.issuer;
  const survey: Survey = { dead: [], unrecorded: [], lost: [], marked: new Set() };
  let after: string | undefined;
  do {
    if (deps.now() >= end) throw unlisted(`not all of them could be listed in ${WORK_TIME / 1000} seconds`);
    const from = after;
    after = await rateLimited(deps, async () => {
      const page = await pool.listClients(from);
      if (!page.ok) throw unlisted('Cognito refused a page of them, because it is asked too much');
      await addPage(deps, survey, { ours: oursIn(deps, page.value.items), began });
      return page.value.next;
    });
  } while (after !== undefined);
  return survey;
}

function oursIn({ issuer }: IssuerDeps, entries: readonly AppClientEntry[]): OurAppClient[] {
  const { accountsServer, managementServer } = issuer;
  return entries.flatMap(({ clientId, name }) => {
    const named = readAppClientName(name);
    const server = named?.accountId === undefined ? managementServer : accountsServer;
    return named?.server === server ? [{ clientId, ...named }] : [];
  });
}

interface SurveyedPage {
  readonly ours: readonly OurAppClient[];
  readonly began: Instant;
}

async function addPage(deps: IssuerDeps, survey: Survey, { ours, began }: SurveyedPage): Promise<void> {
  const stateOf = await readStates(deps, ours, began);
  const pending = new Set<string>();
  for (const appClient of ours) {
    const state = stateOf(appClient);
    if (state.kind === 'pending') pending.add(state.accountId);
    else if (state.kind !== 'asRecorded') survey[state.kind].push(appClient);
  }
  // Also in doubt: a mark deletes nothing, and what `reconcile` then sends is what the client's own record says.
  const marks = [...pending].filter((accountId) => !survey.marked.has(accountId));
  if (marks.length > 0) await deps.table.commit(marks.map((accountId) => pendingMark(deps, accountId)));
  for (const accountId of marks) survey.marked.add(accountId);
}

/** The log drops a text of more than 200 characters, or with more than 40 word characters in a row (`function-log.ts`). */
const NAME_END = 36;

function doubt({ tableName }: IssuerDeps, unrecorded: number, lost: number): DependencyError {
  const table = tableName.length > NAME_END ? `...${tableName.slice(-NAME_END)}` : tableName;
  const why = lost > 0 ? `which must have had ${lost}` : `at most ${MOST_UNRECORDED} may`;
  const what = `${unrecorded + lost} app clients have no record in table ${table}, ${why}; none was deleted`;
  return new DependencyError('table', `${what}. See docs/runbook.md, "A sweep in doubt"`);
}

const unlisted = (why: string): DependencyError =>
  new DependencyError('pool', `app clients were not compared and none was deleted: ${why}`);
