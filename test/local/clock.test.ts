import { standingClock, startClock, startLimit } from '../../local/clock';

const AT = Date.UTC(2026, 10, 24);

describe('a clock that stands still', () => {
  it('shows the same time until it is moved', () => {
    const clock = standingClock(AT);
    const before = clock.now();

    clock.advance(1_500);

    expect([before, clock.now()]).toEqual([AT, AT + 1_500]);
  });

  it('tells of each move, with the time already moved, until nobody listens', () => {
    const clock = standingClock(AT);
    const told: number[][] = [];
    const stop = clock.onMove?.((milliseconds) => told.push([milliseconds, clock.now()]));

    clock.advance(5);
    stop?.();
    clock.advance(7);

    expect(told).toEqual([[5, AT + 5]]);
  });

  it('expires a limit once, when it was moved that far', () => {
    const clock = standingClock(AT);
    const expired: number[] = [];
    startLimit(clock, 100, () => expired.push(clock.now()));

    for (const step of [60, 39, 1, 100]) clock.advance(step);

    expect(expired).toEqual([AT + 100]);
  });

  it('expires no limit that was cancelled', () => {
    const clock = standingClock(AT);
    const expire = jest.fn();

    startLimit(clock, 100, expire)();
    clock.advance(100);

    expect(expire).not.toHaveBeenCalled();
  });
});

describe('a clock that goes on by itself', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('expires a limit in real time, wherever it was moved to, and none that was cancelled', () => {
    const clock = startClock();
    const [expire, cancelled] = [jest.fn(), jest.fn()];
    startLimit(clock, 100, expire);
    startLimit(clock, 100, cancelled)();

    clock.advance(86_400_000);
    jest.advanceTimersByTime(99);
    const early = expire.mock.calls.length;
    jest.advanceTimersByTime(1);

    expect([early, expire.mock.calls.length, cancelled.mock.calls.length]).toEqual([0, 1, 0]);
  });
});
