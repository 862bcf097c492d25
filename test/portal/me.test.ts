import { type Client, NoAnswerError } from '../../client';
import { readMe } from '../../portal/data/me';

const SIGNAL = new AbortController().signal;
const clientWith = (answer: unknown) => ({ get: async () => answer }) as unknown as Client;

test('a person is who the API says', async () => {
  const me = { subject: 's', operator: false, accounts: [] };

  expect(await readMe(clientWith(me), SIGNAL)).toBe(me);
});

test.each([{}, null, [], 'x', { subject: 's', accounts: null }, { accounts: [] }])(
  'an answer that is no person is a failure, and never an empty page: %p',
  async (answer) => {
    await expect(readMe(clientWith(answer), SIGNAL)).rejects.toThrow(NoAnswerError);
  },
);
