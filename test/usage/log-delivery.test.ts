import { linesIn } from '../../lambda/usage/log-delivery';
import { delivery, packed } from '../support/deliveries';

describe('a delivery', () => {
  it('has the lines of its log events, in their order', () => {
    expect(linesIn(delivery('one', '{"two":2}'))).toEqual(['one', '{"two":2}']);
  });

  it('of CloudWatch Logs itself has no lines', () => {
    const message = 'CWL CONTROL MESSAGE: Checking health of destination';

    expect(linesIn(packed({ messageType: 'CONTROL_MESSAGE', logEvents: [{ id: '', timestamp: 0, message }] }))).toEqual(
      [],
    );
  });

  it.each([
    ['no data', {}],
    ['null', { awslogs: null }],
    ['no text', { awslogs: { data: 7 } }],
    ['no gzip', { awslogs: { data: 'bm90IGd6aXA=' } }],
    ['no JSON', packed('{')],
    ['no object', packed('null')],
    ['another type of message', packed({ messageType: 'OTHER', logEvents: [] })],
    ['no log events', packed({ messageType: 'DATA_MESSAGE' })],
    ['more than 32 MiB', packed(`"${' '.repeat(33 * 1_048_576)}"`)],
  ])('with %s cannot be read', (_, given) => {
    expect(linesIn(given)).toBeUndefined();
  });

  it('keeps its other lines when a log event has no text', () => {
    const logEvents = [null, { message: 7 }, { message: 'a' }];

    expect(linesIn(packed({ messageType: 'DATA_MESSAGE', logEvents }))).toEqual([undefined, 7, 'a']);
  });
});
