/**
 * Requests by day as bars, drawn as SVG: its colours are variables of the sheet, so it follows the dark mode and any size by
 * itself and needs no style in the document. What it shows is also in the table beside it.
 */
import type { Usage } from 'sallyport/client';
import { allDays, countText, dayText, topOf } from './days';

/** The height of the scale; the width is the number of days. */
const HEIGHT = 100;

export function UsageChart({ usage }: { readonly usage: Usage }) {
  const days = allDays(usage);
  const { quota, total } = usage;
  const most = Math.max(...days.map(({ requests }) => requests));
  // A quota far above what is used would press all bars flat.
  const daily = quota?.period === 'day' && quota.limit <= most * 4 ? quota.limit : undefined;
  const top = topOf(Math.max(most, daily ?? 0));
  const high = (count: number): number => (count / top) * HEIGHT;
  const [first, last] = [days[0]?.day ?? usage.from, days.at(-1)?.day ?? usage.to];
  const label = `Requests by day: ${countText(total.requests)} from ${dayText(first)} to ${dayText(last)}`;
  return (
    <figure class="chart">
      <div class="scale" aria-hidden="true">
        <span>{countText(top)}</span>
        <span>{countText(top / 2)}</span>
        <span>0</span>
      </div>
      <svg viewBox={`0 0 ${days.length} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path class="grid" d={`M0 0H${days.length}M0 ${HEIGHT / 2}H${days.length}`} />
        {days.map(({ day, requests, refusals }, at) => (
          <g key={day}>
            <title>{`${dayText(day)}: ${countText(requests)} requests, ${countText(refusals)} refused`}</title>
            <rect class="day" x={at} y={0} width={1} height={HEIGHT} />
            <rect class="requests" x={at + 0.12} y={HEIGHT - high(requests)} width={0.76} height={high(requests)} />
            <rect class="refusals" x={at + 0.12} y={HEIGHT - high(refusals)} width={0.76} height={high(refusals)} />
          </g>
        ))}
        {daily !== undefined && <path class="quota" d={`M0 ${HEIGHT - high(daily)}H${days.length}`} />}
      </svg>
      <div class="ends" aria-hidden="true">
        <span>{dayText(first)}</span>
        <span>{dayText(last)}</span>
      </div>
      <figcaption class="legend small">
        <span class="requests">Requests</span>
        <span class="refusals">Of these refused</span>
        {daily !== undefined && <span class="quota">Quota of a day: {countText(daily)}</span>}
      </figcaption>
    </figure>
  );
}
