import { OLDEST_COUNTED } from '../../lambda/domain/records/usage-records';
import { useIn } from '../../lambda/usage/access-line';
import { accessLine } from '../support/deliveries';
import { ACCOUNT_ID, CLIENT_ID, KEY_ID, NOW, presentedKey } from '../support/records';

const USE = {
  requestId: 'Req=',
  at: NOW,
  credentialId: KEY_ID,
  accountId: ACCOUNT_ID,
  route: 'GET /orders/{orderId}',
  isRefused: false,
};
const read = (given: Readonly<Record<string, string>> = {}) => useIn(accessLine({ requestId: 'Req=', ...given }), NOW);

describe('a line of the access log', () => {
  it('is one use of a key or a client', () => {
    expect(read()).toEqual(USE);
    expect(read({ credentialId: CLIENT_ID })).toEqual({ ...USE, credentialId: CLIENT_ID });
  });

  it.each(['403', '429'])('with status %s is a refusal', (status) => {
    expect(read({ status })).toEqual({ ...USE, isRefused: true });
  });

  it.each(['200', '401', '404', '500', '503'])('with status %s is none', (status) => {
    expect(read({ status })).toEqual(USE);
  });

  it('names whose budget the request was taken from, unless the gateway refused it for the budget', () => {
    expect(read({ budgetId: ACCOUNT_ID, status: '429' })).toEqual({ ...USE, isRefused: true, budgetId: ACCOUNT_ID });
    expect(read({ budgetId: KEY_ID })).toEqual({ ...USE, budgetId: KEY_ID });
    for (const responseType of ['THROTTLED', 'QUOTA_EXCEEDED'])
      expect(read({ budgetId: KEY_ID, status: '429', responseType })).toEqual({ ...USE, isRefused: true });
  });

  it('without a credential is nobody’s', () => {
    expect(read({ credentialId: '-', accountId: '-', status: '401' })).toBe('anonymous');
    expect(useIn('{}', NOW)).toBe('anonymous');
  });

  it.each<[string, unknown]>([
    ['no text', 7],
    ['no JSON', 'GET /orders'],
    ['a list', '[]'],
    ['a credential of another form', accessLine({ credentialId: 'a b' })],
    ['a presented key where the key id belongs', accessLine({ credentialId: presentedKey() })],
    ['no account', accessLine({ accountId: '-' })],
    ['a budget of another form', accessLine({ budgetId: 'a b' })],
    ['no request id', accessLine({ requestId: '' })],
    ['an endless request id', accessLine({ requestId: 'r'.repeat(129) })],
    ['no method', accessLine({ method: '-' })],
    ['no resource path', accessLine({ resourcePath: '-' })],
    ['no time', accessLine({ time: '-' })],
    ['the time of another unit', accessLine({ time: String(NOW / 1000) })],
    ['a time from which its window may be gone', accessLine({ time: String(NOW - OLDEST_COUNTED - 1) })],
    ['a time that is to come', accessLine({ time: String(NOW + 600_001) })],
  ])('with %s cannot be read', (what, line) => {
    expect([what, useIn(line, NOW)]).toEqual([what, what === 'a list' ? 'anonymous' : 'unreadable']);
  });

  it('is counted up to the bounds of its time', () => {
    for (const at of [NOW - OLDEST_COUNTED, NOW + 600_000]) expect(read({ time: String(at) })).toEqual({ ...USE, at });
  });
});
