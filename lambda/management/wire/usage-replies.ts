/** The replies about usage: days with requests, their sums, and how much of a quota is used. */
import type { Usage } from '../operations/read-usage';
import { json, reply } from './replies';

export const usageReply = reply({ 200: 'Usage' }, ({ from, to, days, quota }: Usage) => {
  const items = days.map(({ day, requests, refusals }) => ({ day, requests, refusals }));
  const total = { requests: 0, refusals: 0 };
  for (const { requests, refusals } of items) {
    total.requests += requests;
    total.refusals += refusals;
  }
  return json(200, { from, to, items, total, quota });
});
