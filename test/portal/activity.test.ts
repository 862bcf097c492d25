import { ACTIONS } from '../../portal/activity/actions';
import { eventLine, fieldsOf, labelsIn, whoText } from '../../portal/activity/event-line';
import { EVENT_TYPES } from '../../lambda/domain/vocabulary';
import { makerText } from '../../portal/activity/event-text';

const names = {
  me: 'sub-me',
  people: new Map([['sub-ada', 'ada@example.com']]),
  labels: new Map([['key:K1', 'Nightly export']]),
};
const event = (over: object) => ({
  ...{ id: 'e', at: '2026-11-27T10:00:00Z', action: 'key.rotated' as const, actor: 'member:sub-ada' },
  ...{ requestId: 'r', target: 'key:K1' },
  ...over,
});

describe('an event as a sentence', () => {
  it.each([
    [{}, 'ada@example.com rotated the key “Nightly export”'],
    [{ actor: 'member:sub-me' }, 'You rotated the key “Nightly export”'],
    [{ actor: 'operator:1h57', action: 'key.issued' }, 'An operator issued the key “Nightly export”'],
    [{ actor: 'task:daily', action: 'key.expiring' }, 'The key “Nightly export” ends soon'],
    [{ target: 'client:C1', action: 'client.secret-added' }, 'ada@example.com added a secret to the client C1'],
    [
      { target: 'client:C1', action: 'client.revoked', before: { label: 'Till' } },
      'ada@example.com revoked the client “Till”',
    ],
    [
      { target: 'account:A', action: 'account.credentials-revoked' },
      'ada@example.com revoked all keys and clients of the account',
    ],
    [
      { target: 'member:sub-new', action: 'member.added', after: { email: 'new@example.com', role: 'viewer' } },
      'ada@example.com invited new@example.com as viewer',
    ],
    [
      { target: 'member:sub-ada', actor: 'member:sub-me', action: 'member.updated', after: { role: 'owner' } },
      'You gave ada@example.com the role owner',
    ],
    [{ target: 'member:sub-ada', action: 'member.removed' }, 'ada@example.com removed ada@example.com'],
    [{ actor: 'holder:K1', action: 'key.revoked' }, 'A holder of the key revoked the key “Nightly export”'],
  ])('%#: tells who did what to what', (over, text) => {
    expect(eventLine(event(over), names)).toBe(text);
  });

  it('is there for every action that the trail of an account can have, in words and not by the action’s name', () => {
    for (const action of ACTIONS) expect(eventLine(event({ action }), names)).not.toMatch(/[a-z]: |\.(?!com)/);
  });

  it('names an actor that nobody knows by what it is, and never by an id', () => {
    expect(
      ['member:gone', 'operator:x', 'task:daily'].map((actor) => whoText(actor, { ...names, people: new Map() })),
    ).toEqual(['A former member', 'An operator', 'The daily task']);
  });
});

test('the filter offers every action of an account but its deletion, whose account nobody can open', () => {
  const wanted = EVENT_TYPES.filter((type) => !type.startsWith('operator.') && type !== 'account.deleted');

  expect([...ACTIONS].sort()).toEqual([...wanted].sort());
});

test('the newest label of a target is its name', () => {
  const labels = labelsIn([
    event({ target: 'key:K2', before: { label: 'Old' }, after: { label: 'New' } }),
    event({ target: 'key:K2', after: { label: 'Old' } }),
    event({ target: 'key:K3' }),
  ]);

  expect([...labels]).toEqual([['key:K2', 'New']]);
});

test('the details show what changed, also inside the grant, and nothing that stayed', () => {
  const fields = fieldsOf({
    before: { name: 'Acme', grant: { scopes: ['read:a'], maxActiveKeys: 5 } },
    after: { name: 'Acme', grant: { scopes: ['read:a', 'write:a'], maxActiveKeys: 5 }, networks: ['192.0.2.0/24'] },
  });

  expect(fields).toEqual([
    { name: 'scopes', before: 'read:a', after: 'read:a, write:a' },
    { name: 'networks', before: '', after: '192.0.2.0/24' },
  ]);
});

test.each([
  ['member:1', 'you'],
  ['operator:1', 'you'],
  ['member:2', 'a member'],
  ['operator:2', 'an operator'],
  ['another:2', 'another:2'],
])('a key that %s made was made by %s', (actor, text) => {
  expect(makerText(actor, '1')).toBe(text);
});
