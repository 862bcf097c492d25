/** Checks the props about the life of keys, and fills in their defaults. */
import type { NamesOf } from '../cdk/known-names';
import { checkDuration, checkWhole, failSynth, invalid, isList } from '../cdk/synth-errors';
import type { KeyLifeProps } from './key-life-props';

export const KEY_LIFE_PROPS: NamesOf<KeyLifeProps> = {
  defaultKeyLifetime: true,
  maxKeyLifetime: true,
  defaultKeyInactivity: true,
  expiryNoticeDays: true,
  changeEvents: true,
};

export type KeyLifeDefaults = Required<Pick<KeyLifeProps, 'expiryNoticeDays' | 'changeEvents'>>;

export const keyLifeDefaults = (props: KeyLifeProps): KeyLifeDefaults => ({
  expiryNoticeDays: props.expiryNoticeDays ?? [30, 14, 7, 1],
  changeEvents: props.changeEvents ?? false,
});

/** As in a grant: a hundred years. */
const MOST_LIFETIME_DAYS = 36_500;
/** Less than for how long a last use is kept. */
const MOST_DAYS = 365;

/** @param settings - with `usage`, by which keys are known to be unused */
export function checkKeyLife(settings: KeyLifeProps & KeyLifeDefaults & { readonly usage: boolean }): void {
  const { defaultKeyLifetime, maxKeyLifetime, defaultKeyInactivity, expiryNoticeDays, changeEvents } = settings;
  if (maxKeyLifetime !== undefined)
    checkDuration('maxKeyLifetime', maxKeyLifetime, { unit: 'days', least: 1, most: MOST_LIFETIME_DAYS });
  if (defaultKeyLifetime !== undefined)
    checkDuration('defaultKeyLifetime', defaultKeyLifetime, {
      unit: 'days',
      least: 1,
      most: maxKeyLifetime?.toDays() ?? MOST_LIFETIME_DAYS,
    });
  if (defaultKeyInactivity !== undefined) {
    checkDuration('defaultKeyInactivity', defaultKeyInactivity, { unit: 'days', least: 1, most: MOST_DAYS });
    if (!settings.usage) failSynth('defaultKeyInactivity needs usage: true, which records when keys are used');
  }
  if (!isList(expiryNoticeDays)) invalid('expiryNoticeDays', expiryNoticeDays, 'a list of days, such as [30, 7, 1]');
  for (const days of expiryNoticeDays) checkWhole('a day in expiryNoticeDays', days, { unit: 'days', most: MOST_DAYS });
  if (typeof changeEvents !== 'boolean') invalid('changeEvents', changeEvents, 'true or false');
}
