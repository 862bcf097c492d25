/** Draws the figures of a run as an SVG of bars that can be read on a light and on a dark background. */
import { ratioText } from './tables';

/** One group of bars. Its longest bar takes the whole width. */
export interface Bars {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly (readonly [name: string, value: number])[];
}

const WIDTH = 640;
const LEFT = 110;
const LONGEST = 440;
const BAR = 18;
const GAP = 6;
const TITLE = 26;
const MARGIN = 16;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .limit { fill: #8c959f }
  .product { fill: #0969da }
  .usual { fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .limit { fill: #7d8590 }
    .product { fill: #4493f8 }
    .usual { fill: #db6d28 }
  }`;
const CLASSES: Readonly<Record<string, string>> = { limit: 'limit', Sallyport: 'product', 'usual stack': 'usual' };

const heightOf = ({ bars }: Bars): number => TITLE + bars.length * (BAR + GAP) + MARGIN;

function groupText({ title, unit, bars }: Bars, top: number): string {
  const longest = Math.max(...bars.map(([, value]) => value));
  const lines = bars.map(([name, value], at) => {
    const y = top + TITLE + at * (BAR + GAP);
    const width = Math.max(2, (value / longest) * LONGEST).toFixed(1);
    const label = unit === '×' ? `${ratioText(value)} ×` : `${Math.round(value)} ${unit}`;
    return [
      `  <text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${name}</text>`,
      `  <rect class="${CLASSES[name] ?? 'limit'}" x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="2"/>`,
      `  <text x="${LEFT + Number(width) + 8}" y="${y + 13}">${label}</text>`,
    ].join('\n');
  });
  return [`  <text class="title" x="${MARGIN}" y="${top + 16}">${title}</text>`, ...lines].join('\n');
}

export function chart(groups: readonly Bars[]): string {
  const height = MARGIN + groups.reduce((sum, group) => sum + heightOf(group), 0);
  const tops = groups.map((_, at) => MARGIN + groups.slice(0, at).reduce((sum, group) => sum + heightOf(group), 0));
  const name = groups
    .map(
      ({ title, unit, bars }) =>
        `${title}: ${bars.map(([who, value]) => `${who} ${ratioText(value)} ${unit}`).join(', ')}`,
    )
    .join('. ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `  <title>${name}</title>`,
    `  <style>${STYLE}\n  </style>`,
    ...groups.map((group, at) => groupText(group, tops[at] ?? 0)),
    '</svg>',
    '',
  ].join('\n');
}
