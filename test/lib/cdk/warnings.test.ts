/** Acknowledgements in a CDK that looks only around a construct, as before 2.271. test/lib/consumer.slow.ts has the oldest CDK itself. */
import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { warn } from '../../../lib/cdk/warnings';
import type { Json } from '../support';

const ID = 'sallyport:test';

/** A construct in a stack, with the CDK made to forget what was acknowledged at the very construct that is asked about. */
function aConstruct(): { stack: Stack; one: Construct } {
  const app = new App();
  const stack = new Stack(app, 'Orders');
  Annotations.of(app).acknowledgeWarning('another');
  const acknowledgements: Json = Reflect.get(app, Symbol.for('@aws-cdk/core.Acknowledgements'));
  const search = acknowledgements.searchPaths.bind(acknowledgements);
  acknowledgements.searchPaths = (path: string): string[] => search(path).filter((other: string) => other !== path);
  return { stack, one: new Construct(stack, 'One') };
}
const warningsAt = ({ node }: IConstruct): unknown[] => node.metadata.map(({ data }) => data);

test('a warning that nobody acknowledged stands at its construct, and nothing else is left there', () => {
  const { one } = aConstruct();

  warn(one, ID, 'Look.');

  expect(warningsAt(one)).toEqual([`Look. [ack: ${ID}]`]);
  expect(one.node.children).toEqual([]);
});

test.each<[string, (made: ReturnType<typeof aConstruct>) => IConstruct]>([
  ['its own construct', ({ one }) => one],
  ['a construct around it', ({ stack }) => stack],
])('a warning is acknowledged at %s, before and after', (_, at) => {
  const [before, after] = [aConstruct(), aConstruct()];

  Annotations.of(at(before)).acknowledgeWarning(ID);
  warn(before.one, ID, 'Look.');
  warn(after.one, ID, 'Look.');
  Annotations.of(at(after)).acknowledgeWarning(ID);

  expect([...warningsAt(before.one), ...warningsAt(after.one)]).toEqual([]);
});

test('an acknowledgement elsewhere, or of another warning, is none', () => {
  const { stack, one } = aConstruct();
  Annotations.of(new Construct(stack, 'Other')).acknowledgeWarning(ID);
  Annotations.of(one).acknowledgeWarning('sallyport:other');

  warn(one, ID, 'Look.');

  expect(warningsAt(one)).toHaveLength(1);
});
