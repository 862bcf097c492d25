/**
 * Starts a function as Lambda does: its settings in the environment, its module loaded afresh. Its time limits and
 * pauses run on timers of the test.
 */
import type * as handlerModule from '@smithy/node-http-handler';
import type * as timersModule from '../../lambda/aws/timers';
import type { FunctionContext } from '../../lambda/functions/wiring/invocation';
import { limitRequests, ManualTimers } from './manual-timers';
import { contextOn } from './time-budgets';

export interface Surroundings {
  /** The environment that the test found, and puts back at its end. */
  readonly kept: NodeJS.ProcessEnv;
  readonly timers?: ManualTimers;
}

/** Milliseconds that a function has in the template. */
const TIMEOUTS: Readonly<Record<string, number>> = { authorizer: 5_000, clients: 60_000 };
const TIMEOUT = 10_000;

/** The handler, whose types the test knows. A call without a context gets one whose time the timers tell. */
export function coldStart(
  name: string,
  { kept, timers = new ManualTimers() }: Surroundings,
  settings: Readonly<Record<string, string>>,
): unknown {
  process.env = {
    ...kept,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...settings,
  };
  let loaded: { handler: (event: unknown, context: FunctionContext) => unknown } | undefined;
  jest.isolateModules(() => {
    giveTimers(timers);
    loaded = jest.requireActual(`../../lambda/functions/${name}`);
  });
  if (loaded === undefined) throw new Error('the function did not start');
  const { handler } = loaded;
  return (event: unknown, context = contextOn(timers, TIMEOUTS[name] ?? TIMEOUT)) => handler(event, context);
}

/** To the modules of one cold start, before any of them is used. */
function giveTimers(timers: ManualTimers): void {
  const { limit, pause, random } = timers;
  const { systemTimers } = jest.requireActual<typeof timersModule>('../../lambda/aws/timers');
  Object.assign(systemTimers, { limit, pause, random });
  const { prototype } = jest.requireActual<typeof handlerModule>('@smithy/node-http-handler').NodeHttpHandler;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on its object again below
  const original = { handle: prototype.handle };
  prototype.handle = function (...given) {
    Object.assign(this, original);
    limitRequests(this, timers);
    return this.handle(...given);
  };
}
