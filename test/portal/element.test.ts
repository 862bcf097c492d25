import { type Client, NoAnswerError } from '../../client';
import { type FailedCall, failedCallOf, reported } from '../../portal/element/reported';

const failing = (error: Error): Client => {
  const call = () => Promise.reject(error);
  async function* items() {
    yield* [];
    throw error;
  }
  return { get: call, post: call, put: call, patch: call, delete: call, items };
};
const NO_ANSWER = new NoAnswerError('No connection.');

test('a call that the element gave up is no failure', () => {
  expect(failedCallOf(new DOMException('Left.', 'AbortError'))).toBeUndefined();
});

test.each(['get', 'post', 'put', 'patch', 'delete', 'items'] as const)(
  'the page hears of a failed %s, and the screen still gets the failure',
  async (name) => {
    const told: FailedCall[] = [];
    const client = reported(failing(NO_ANSWER), (error) => told.push(error));

    const call =
      name === 'items' ? client.items('/keys').next() : (client[name] as unknown as () => Promise<unknown>)();

    await expect(call).rejects.toBe(NO_ANSWER);
    expect(told).toEqual([{ code: 'no-answer', message: expect.stringContaining('The service did not answer.') }]);
  },
);
