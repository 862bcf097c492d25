import { eventPattern, matches } from '../../../local/events/event-pattern';

const EVENT = {
  source: 'sallyport.orders',
  'detail-type': 'key.expiring',
  resources: ['a', 'b'],
  detail: { target: 'key:1', after: { noticeDays: 7, label: null } },
};
const matched = (pattern: unknown): boolean => matches(eventPattern.parse(pattern), EVENT);

it.each([
  [{}, true],
  [{ source: ['sallyport.orders'] }, true],
  [{ source: ['other', 'sallyport.orders'] }, true],
  [{ source: ['sallyport'] }, false],
  [{ source: [{ prefix: 'sallyport.' }] }, true],
  [{ source: [{ prefix: 'orders' }] }, false],
  [{ source: [{ suffix: '.orders' }] }, true],
  [{ source: [{ suffix: 'sallyport' }] }, false],
  [{ source: [{ 'anything-but': 'other' }] }, true],
  [{ source: [{ 'anything-but': ['other', 'sallyport.orders'] }] }, false],
  [{ missing: [{ 'anything-but': 'other' }] }, false],
  [{ missing: [{ exists: false }] }, true],
  [{ source: [{ exists: false }] }, false],
  [{ source: [{ exists: true }] }, true],
  [{ detail: { after: { noticeDays: [7] } } }, true],
  [{ detail: { after: { noticeDays: ['7'] } } }, false],
  [{ detail: { after: { noticeDays: [{ prefix: '7' }] } } }, false],
  [{ detail: { after: { label: [null] } } }, true],
  [{ detail: { target: { deeper: ['x'] } } }, false],
  [{ resources: ['b'] }, true],
  [{ resources: ['c'] }, false],
  [{ source: ['sallyport.orders'], 'detail-type': ['key.expired'] }, false],
  [{ toString: [{ exists: true }] }, false],
])('%j: %s', (pattern, expected) => {
  expect(matched(pattern)).toBe(expected);
});

it.each([[{ source: [{ numeric: ['>', 1] }] }], [{ source: 'text' }], [{ source: [] }], [[]]])(
  'refuses %j, which it does not know',
  (pattern) => {
    expect(eventPattern.safeParse(pattern).success).toBe(false);
  },
);
