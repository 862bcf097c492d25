/** The field errors of an answer: as many as help, whatever the size of the body that they are about. */
import { FIELD_ERRORS_MAX } from '../../../lambda/domain/outcome';
import { deployment } from '../../support/management';
import { account, ACCOUNT_ID } from '../../support/records';

const KEYS = `/accounts/${ACCOUNT_ID}/keys`;
const HINT = 'Nothing was changed. Correct the fields listed in errors, then send the request again.';
const more = (count: number) => `${HINT} ${count} are wrong, and errors lists the first 20.`;

const unknown = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`x${n}`, 0]));

describe('of a body of 32 KB, the answer lists the first 20 and says how many there are:', () => {
  test.each<[string, string, object, number]>([
    ['unknown members', `POST ${KEYS}`, { label: 'x', scopes: [], ...unknown }, 3_000],
    ['unknown members of a member', 'POST /accounts', { name: 'x', grant: unknown }, 3_000],
    ['unknown and wrong ones', `POST ${KEYS}`, { scopes: Array(50).fill(1), ...unknown }, 3_051],
  ])('%s', async (...[, route, body, count]) => {
    const { send } = deployment(account());
    expect(JSON.stringify(body).length).toBeGreaterThan(25_000);

    const { status, body: answer, text } = await send(route, { body });

    expect([status, answer.errors.length, answer.detail]).toEqual([400, FIELD_ERRORS_MAX, more(count)]);
    expect(Buffer.byteLength(text)).toBeLessThan(4_096);
  });
});

test('errors that only the operation finds are as few', async () => {
  const { send } = deployment(account());
  const scopes = Array.from({ length: 50 }, (_, n) => `read:nothing${n}`);

  const { body } = await send(`POST ${KEYS}`, { body: { label: 'x', scopes } });

  expect([body.errors.length, body.errors[19].pointer, body.detail]).toEqual([20, '/scopes/19', more(50)]);
});

test.each([19, 20, 21])('of %i errors, the answer counts them only if it leaves some out', async (count) => {
  const { send } = deployment(account());
  const members = Object.fromEntries(Object.entries(unknown).slice(0, count));

  const { body } = await send(`POST ${KEYS}`, { body: { label: 'x', scopes: [], ...members } });

  expect([body.errors.length, body.detail]).toEqual([Math.min(count, 20), count > 20 ? more(count) : HINT]);
});
