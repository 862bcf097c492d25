import { makeHolds, type Tab } from '../../portal/app/holds';

/** A tab that asks before it closes as long as somebody listens. */
function tabOf() {
  const listeners = new Set<unknown>();
  const tab: Tab = {
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener),
  };
  return { ...makeHolds(tab), asks: () => listeners.size > 0 };
}

test('a place is held until the last hold ended, and one hold cannot end another', () => {
  const { hold, isHeld, asks } = tabOf();
  const [first, second] = [hold(), hold()];

  first();
  first();

  expect([isHeld(), asks()]).toEqual([true, true]);
  second();
  expect([isHeld(), asks()]).toEqual([false, false]);
});

test('a person who signs out is held by nothing', () => {
  const { hold, isHeld, asks, letGo } = tabOf();
  hold();
  hold();

  letGo();

  expect([isHeld(), asks()]).toEqual([false, false]);
});

test('what one element holds leaves another one free', () => {
  const [one, other] = [tabOf(), tabOf()];

  one.hold();

  expect([one.isHeld(), other.isHeld()]).toEqual([true, false]);
});
