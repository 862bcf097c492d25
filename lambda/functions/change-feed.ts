/** Passes every change that the audit trail tells of on to the event bus. The table's stream invokes it. */
import { busClient, EventBus } from '../aws/change-feed/event-bus';
import { relay } from '../aws/change-feed/relay';
import type { BatchResult, StreamEvent } from '../aws/change-feed/stream-records';
import { busSettings } from '../aws/settings/function-settings';
import { powertoolsLog } from '../aws/log/powertools-log';
import { perInvocation } from './wiring/invocation';

const settings = busSettings(process.env);
const client = busClient();

export const handler = perInvocation<StreamEvent, BatchResult>(
  { logs: powertoolsLog('change-feed') },
  ({ budget, log }) =>
    (event) =>
      relay({ bus: new EventBus(settings, client, budget), log }, event),
);
