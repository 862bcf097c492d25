/**
 * `sallyport keys revoke-many`: revokes page after page. When it is interrupted, or the API does not answer, it prints the
 * options with which the same command goes on; a page that is sent twice revokes nothing twice.
 */
import type { ApiKey } from '../../client/index';
import { type Given, UsageError } from '../declaration';
import type { Column } from '../output/table';
import { apiVerb, type Context } from './api-verb';
import { REASON } from './reasons';
import { asTable, type Items } from './show';
import { ACCOUNT, EARLIER, option, textOf } from './values';

const ARGUMENTS = { account: ACCOUNT };
const OPTIONS = {
  tag: option(textOf('TAG'), 'keys with this tag'),
  'unused-since': option(EARLIER, 'keys without a use since; 90d is 90 days ago'),
  'created-before': option(EARLIER, 'keys that were made before'),
  ...REASON,
  'dry-run': { help: 'prints the keys, and revokes none' },
  cursor: option(textOf('CURSOR'), 'goes on where an earlier run stopped'),
};
type Asked = Given<typeof OPTIONS, typeof ARGUMENTS>;
type Revoked = Pick<ApiKey, 'id' | 'status'> & Partial<ApiKey>;

const COLUMNS: readonly Column<Revoked>[] = [
  { head: 'ID', cell: ({ id }) => id, whole: true },
  { head: 'LABEL', cell: ({ label }) => label },
  { head: 'STATUS', cell: ({ status }) => status },
  { head: 'LAST USED', cell: ({ lastUsedAt }) => lastUsedAt },
  { head: 'TAGS', cell: ({ tags }) => tags?.join(' ') },
];

/** The filter with instants, so that it selects the same keys on every page. The clock of this machine adds no instant to it. */
const filterOf = ({ tag, ...times }: Asked, now: number) => ({
  tag,
  unusedSince: times['unused-since']?.(now),
  createdBefore: times['created-before']?.(now),
});

interface Sweep {
  readonly asked: Asked;
  readonly filter: ReturnType<typeof filterOf>;
  readonly dryRun: boolean;
}

async function sweep(context: Context, { asked, filter, dryRun }: Sweep): Promise<Items<Revoked>> {
  const { api, signal, tell } = context;
  const items: Revoked[] = [];
  let { cursor } = asked;
  try {
    do {
      const page = await api.post('/accounts/{accountId}/keys/revoke', {
        path: { accountId: asked.account },
        query: { limit: 100, cursor },
        body: { filter, dryRun, reason: asked.reason },
        signal,
      });
      items.push(...page.items);
      cursor = page.nextCursor;
      if (!dryRun) tell(`${items.length} revoked`);
    } while (cursor !== undefined);
    return { items };
  } catch (error) {
    if (!dryRun) {
      if (items.length > 0) tell(`revoked: ${items.map(({ id }) => id).join(' ')}`);
      tell(goOn(filter, { count: items.length, cursor }));
    }
    throw error;
  }
}

function goOn(filter: Sweep['filter'], { count, cursor }: { count: number; cursor: string | undefined }): string {
  const { unusedSince, createdBefore } = filter;
  const options = [
    ...(unusedSince === undefined ? [] : [`--unused-since ${unusedSince}`]),
    ...(createdBefore === undefined ? [] : [`--created-before ${createdBefore}`]),
    ...(cursor === undefined ? [] : [`--cursor ${cursor}`]),
  ];
  const rest = options.length === 0 ? '' : ` with ${options.join(' ')}`;
  return `stopped after ${count} keys, and perhaps those of one page more; the same command goes on${rest}`;
}

export const revokeMany = apiVerb({
  name: 'keys revoke-many',
  summary: 'Ends the keys of an account that a filter selects, for good',
  arguments: ARGUMENTS,
  options: OPTIONS,
  notes: 'A key that is selected has everything that is asked for. Progress is on stderr.',
  check: (given) => {
    if (given.tag === undefined && given['unused-since'] === undefined && given['created-before'] === undefined)
      throw new UsageError('one of --tag, --unused-since and --created-before selects the keys');
  },
  isTrial: (asked) => asked['dry-run'],
  ends: async (context, asked) => {
    const filter = filterOf(asked, context.now);
    const { items } = await sweep(context, { asked, filter, dryRun: true });
    return `This revokes ${items.length} keys of account ${asked.account}: ${namesOf(items)}.`;
  },
  call: (context, asked) => sweep(context, { asked, filter: filterOf(asked, context.now), dryRun: asked['dry-run'] }),
  show: asTable(COLUMNS),
});

const NAMED = 5;
function namesOf(items: readonly Revoked[]): string {
  const names = items.slice(0, NAMED).map(({ id, label }) => (label === undefined ? id : JSON.stringify(label)));
  return [...names, ...(items.length > NAMED ? ['…'] : [])].join(', ') || 'none';
}
