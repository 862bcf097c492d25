/** Measures rows: each group in one go, with the contenders of its rows. */
import type { Lab } from '../lab';
import type { Group, Row } from '../rows';
import { measureCold } from './cold';
import type { GroupFigures, Measure } from './figures';
import { measureInProcess } from './in-process';
import { measureSizes } from './sizes';
import { measureWarm } from './warm';

const GROUPS: Readonly<Record<Group, { readonly measure: Measure; readonly rounds: number }>> = {
  size: { measure: measureSizes, rounds: 1 },
  warm: { measure: measureWarm, rounds: 15 },
  process: { measure: measureInProcess, rounds: 21 },
  cold: { measure: measureCold, rounds: 15 },
};

export const roundsOf = ({ group }: Row): number => GROUPS[group].rounds;

export async function measureRows(lab: Lab, rows: readonly Row[]): Promise<GroupFigures> {
  const measured = new Map<Group, ReadonlyMap<string, readonly number[]>>();
  for (const group of Object.keys(GROUPS) as Group[]) {
    const ofGroup = rows.filter((row) => row.group === group);
    const contenders = new Set(ofGroup.flatMap(({ product, peers }) => [product, ...peers]));
    const { measure, rounds } = GROUPS[group];
    if (contenders.size > 0) measured.set(group, await measure(lab, [...contenders], rounds));
  }
  return measured;
}
