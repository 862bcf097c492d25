/** Whatever an app passes, the error is ours: it shows the value, and does not fail on one that has no JSON. */
import { invalid } from '../../../lib/cdk/synth-errors';
import { aStack } from '../support';

const circle: { self?: unknown } = {};
circle.self = circle;

test.each<[string, unknown, string]>([
  ['a text', 'a', '"a"'],
  ['nothing', undefined, 'undefined'],
  ['a construct', aStack(), 'the construct Orders'],
  ['a named function', function handle() {}, 'the function handle'],
  [
    'a function without a name',
    (
      () => () =>
        1
    )(),
    'the function',
  ],
  ['an object that holds itself', circle, '[object Object]'],
  ['a number without JSON', 1n, '1'],
])('a message shows %s', (_, value, shown) => {
  expect(() => invalid('name', value, 'a name')).toThrow(`Sallyport: name is ${shown}; allowed: a name`);
});
