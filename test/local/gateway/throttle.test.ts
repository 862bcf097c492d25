import { judged, open, serve, standingClock, stopServing, templateOf, change } from '../rest-api';
import { createThrottle } from '../../../local/gateway/throttle';

afterEach(stopServing);

const count = (take: () => boolean): number => {
  let taken = 0;
  while (taken < 10_000 && take()) taken += 1;
  return taken;
};

describe('a throttle', () => {
  it('lets the burst through, then the rate, and never more than the burst at once', () => {
    const clock = standingClock();
    const throttle = createThrottle([{ method: '*', path: '/*', rate: 2, burst: 5 }], clock);
    const take = () => throttle('GET', '/orders');

    const burst = count(take);
    clock.advance(1000);
    const second = count(take);
    clock.advance(3_600_000);
    const later = count(take);

    expect([burst, second, later]).toEqual([5, 2, 5]);
  });

  it('counts each method by itself, and the settings of a method override those of the stage', () => {
    const throttle = createThrottle(
      [
        { method: 'GET', path: '/orders/{id}', burst: 1 },
        { method: '*', path: '/*', rate: 1, burst: 3 },
      ],
      standingClock(),
    );

    expect([
      count(() => throttle('GET', '/orders/{id}')),
      count(() => throttle('POST', '/orders/{id}')),
      count(() => throttle('GET', '/orders')),
    ]).toEqual([1, 3, 3]);
  });

  it('of 0 requests lets nothing through', () => {
    const throttle = createThrottle([{ method: '*', path: '/*', rate: 0, burst: 0 }], standingClock());

    expect(throttle('GET', '/')).toBe(false);
  });
});

describe('a throttled request', () => {
  it('is 429 before any guard is asked, and served again when the clock moves on', async () => {
    const template = change(templateOf({ 'GET /orders': judged, 'GET /open': open }), 'Stage', {
      MethodSettings: [
        { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 },
        { HttpMethod: 'GET', ResourcePath: '/~1open', ThrottlingBurstLimit: 2 },
      ],
    });
    const { call, clock, functions } = await serve(template, { answers: { JudgeFunction: () => ({}) } });

    const first = await call('GET /orders');
    const second = await call('GET /orders');
    clock.advance(1000);
    const third = await call('GET /orders');
    const others = [await call('GET /open'), await call('GET /open'), await call('GET /open')];

    expect([first.status, second.status, third.status]).toEqual([500, 429, 500]);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(functions.eventsOf('JudgeFunction').length).toBe(2);
  });
});
