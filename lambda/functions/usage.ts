/** Counts what the access log says of the use of credentials. It writes nothing that a decision about a request reads. */
import { sdkTable } from '../aws/dynamodb/dynamo-table';
import { usageSettings } from '../aws/settings/function-settings';
import { powertoolsLog } from '../aws/log/powertools-log';
import { clock, random } from '../aws/runtime';
import type { LogDelivery } from '../usage/log-delivery';
import { takeDelivery } from '../usage/take-delivery';
import { perInvocation } from './wiring/invocation';

/** Most milliseconds for one call to the table, so that one credential's trouble does not take the whole delivery. */
const TABLE_CALL = 5_000;

const tableIn = sdkTable(usageSettings(process.env).tableName);

export const handler = perInvocation({ logs: powertoolsLog('usage') }, ({ budget, log }) => {
  const table = tableIn({ budget, callLimit: TABLE_CALL });
  const pause = (milliseconds: number): Promise<boolean> => budget.pause(milliseconds);
  return (delivery: LogDelivery) => takeDelivery({ table, now: clock, random, pause, log }, delivery);
});
