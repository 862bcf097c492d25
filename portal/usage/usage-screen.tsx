/** How much an account is used, day by day, and how much of its quota is left. */
import { useState } from 'preact/hooks';
import type { Usage } from 'sallyport/client';
import { useAccount, usePortal } from '../app/context';
import { useLoad } from '../data/use-load';
import { Select } from '../ui/field';
import { LoadedBody } from '../ui/list-body';
import { Row } from '../ui/row';
import { Screen } from '../ui/screen';
import { EmptyState } from '../ui/states';
import { AGES, AMOUNTS, type Column, Table } from '../ui/table';
import { countText, dayText, firstDay, periodText, spanOf } from './days';
import { UsageChart } from './usage-chart';

const PERIODS = ['7', '30', '90', '365'] as const;
type Period = (typeof PERIODS)[number];
const OPTIONS = PERIODS.map((value) => ({ value, label: `Last ${value} days` }));

export function UsageScreen() {
  const { client, now } = usePortal();
  const { id: accountId, name } = useAccount();
  const [period, setPeriod] = useState<Period>('30');
  const usage = useLoad(`${accountId} ${period}`, (signal) => {
    const query = spanOf(Number(period), now());
    return client.get('/accounts/{accountId}/usage', { path: { accountId }, query, signal });
  });
  const { load } = usage;
  if (load.state === 'failed' && load.failure.code === 'usage-not-counted')
    return (
      <Screen title="Usage" subtitle={name}>
        <EmptyState title="Usage is not counted here">
          <p>The service does not count requests, so there is nothing to show. Your keys and clients work as ever.</p>
        </EmptyState>
      </Screen>
    );
  return (
    <Screen title="Usage" subtitle={name}>
      <div class="toolbar">
        <Select label="Period" value={period} options={OPTIONS} onChange={setPeriod} />
      </div>
      <LoadedBody loading={usage}>{(value) => <Report usage={value} />}</LoadedBody>
    </Screen>
  );
}

const COLUMNS: readonly Column<Usage['items'][number]>[] = [
  { title: 'Day', ways: AGES, by: ({ day }) => day, cell: ({ day }) => <time dateTime={day}>{dayText(day)}</time> },
  { title: 'Requests', ways: AMOUNTS, by: ({ requests }) => requests, cell: ({ requests }) => countText(requests) },
  { title: 'Refused', ways: AMOUNTS, by: ({ refusals }) => refusals, cell: ({ refusals }) => countText(refusals) },
];

function Report({ usage }: { readonly usage: Usage }) {
  const { total, items } = usage;
  const { load } = useAccount().record;
  const from = firstDay(usage, load.state === 'ready' ? load.value.createdAt : undefined);
  return (
    <>
      <section class="card">
        <h2>Requests by day</h2>
        <UsageChart usage={{ ...usage, from }} />
        <dl class="totals">
          <Row name="Requests">{countText(total.requests)}</Row>
          <Row name="Refused">
            {countText(total.refusals)} <span class="quiet small">answered with 403 or 429</span>
          </Row>
          {usage.quota !== undefined && <Quota quota={usage.quota} />}
        </dl>
      </section>
      <details class="days">
        <summary>All days with requests</summary>
        {items.length === 0 ? (
          <p class="quiet">There was no request in this time.</p>
        ) : (
          <Table caption="Requests by day" columns={COLUMNS} rows={[...items].reverse()} idOf={({ day }) => day} />
        )}
      </details>
      <p class="quiet small">
        Days are days of UTC. The counts come some minutes late, and deleted keys and clients are counted too.
      </p>
    </>
  );
}

function Quota({ quota: { limit, period, used } }: { readonly quota: NonNullable<Usage['quota']> }) {
  return (
    <Row name="Quota">
      <meter class={used >= limit ? 'full' : ''} min={0} max={limit} value={used} aria-label="Quota used" />
      <span class="block">
        {countText(used)} of {countText(limit)} used {periodText(period)}
      </span>
      {used >= limit && <span class="block warn-text">Requests are refused with 429 until the next {period}.</span>}
    </Row>
  );
}
