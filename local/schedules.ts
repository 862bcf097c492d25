/**
 * Invokes functions by the clock, as EventBridge does: by real time, whatever the run's own clock is set to, so that
 * a test that moves that clock is not overrun; and never on a clock that stands still. A test fires a rule when it
 * wants it.
 */
import type { ScheduleModel } from './model/schedule-rules';
import type { FunctionHost, Invocation, LocalClock } from './types';

export interface Schedules {
  /**
   * Invokes the targets of the rule with this logical id, or with this `task` in a target's input, now; undefined
   * when there is none.
   */
  fire(rule: string): Promise<Invocation[]> | undefined;
  /** What can be fired: each task, or the logical id of a rule without one. */
  readonly names: readonly string[];
  close(): Promise<void>;
}

interface ScheduleParts {
  readonly functions: Pick<FunctionHost, 'invoke'>;
  readonly clock: Pick<LocalClock, 'onMove'>;
}

/** Each rule's first turn comes after its whole period. No timer keeps the process alive. */
export function startSchedules(models: readonly ScheduleModel[], { functions, clock }: ScheduleParts): Schedules {
  const invoke = ({ targets }: ScheduleModel): Promise<Invocation[]> =>
    Promise.all(targets.map(({ functionArn, input }) => functions.invoke(functionArn, input)));
  // A failed invocation is in the function's log, and nobody waits for it.
  const onTime = clock.onMove === undefined ? models : [];
  const timers = onTime.map((model) => setInterval(() => void invoke(model), model.periodMs).unref());
  return {
    names: [...new Set(models.flatMap(namesOf))],
    fire: (rule) => {
      const found =
        models.find(({ logicalId }) => logicalId === rule) ?? models.find((model) => tasksOf(model).includes(rule));
      return found && invoke(found);
    },
    close: () => {
      for (const timer of timers) clearInterval(timer);
      return Promise.resolve();
    },
  };
}

const tasksOf = ({ targets }: ScheduleModel): string[] =>
  targets.flatMap(({ input }) =>
    typeof input === 'object' && input !== null && 'task' in input && typeof input.task === 'string'
      ? [input.task]
      : [],
  );

function namesOf(model: ScheduleModel): string[] {
  const tasks = tasksOf(model);
  return tasks.length > 0 ? tasks : [model.logicalId];
}
