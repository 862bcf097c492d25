/** What the concept pages list is what the code has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_PATTERN, parseKey } from '../../lambda/domain/key-format';
import { CLIENT_STATUSES, KEY_STATUSES } from '../../lambda/domain/status';
import { MEMBER_ROLES, REJECTION_REASONS } from '../../lambda/domain/vocabulary';
import { readApi } from '../../tools/openapi/operations';

const pageOf = (name: string): string => readFileSync(join(__dirname, '..', '..', 'docs', name), 'utf8');

const sorted = (words: readonly string[] = []): readonly string[] => [...words].sort();

/** The words in code of the first column, of the table whose first heading is this. */
function listed(page: string, heading: string): readonly string[] {
  const [, rows = ''] = page.split(`\n| ${heading} |`)[1]?.split(/^\|---.*\n/m) ?? [];
  const [table = ''] = rows.split('\n\n');
  return table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
}

const statesIn = (diagram: string): readonly string[] => [
  ...new Set([...diagram.matchAll(/(\w+)?\S* --> (\w+)?/g)].flatMap(([, from, to]) => [from ?? [], to ?? []].flat())),
];

const life = pageOf('life-of-a-key.md');
const diagrams = [...life.matchAll(/```mermaid\n([^`]+)```/g)].map(([, diagram = '']) => statesIn(diagram));

it('the life of a key has every status of a key, in its table and in its diagram', () => {
  expect(sorted(listed(life, '`status`'))).toEqual(sorted(KEY_STATUSES));
  expect(sorted(diagrams[0])).toEqual(sorted(KEY_STATUSES));
});

it('the diagram of a client has every status of a client', () => {
  expect(sorted(diagrams[2])).toEqual(sorted(CLIENT_STATUSES));
});

it('the key that is taken apart is one, and the pattern is the published one', () => {
  const [key = ''] = /^sp_live_\S+$/m.exec(life) ?? [];

  expect(parseKey(key)).toMatchObject({ prefix: 'sp', environment: 'live', keyId: '0123456789ABCDEFGH' });
  expect(life).toContain(`\`${KEY_PATTERN}\``);
});

it('the doors tell every reason of POST /v1/verify, once', () => {
  expect(sorted(listed(pageOf('doors.md'), '`reason`'))).toEqual(sorted(REJECTION_REASONS));
});

it('accounts and grants has every member of a grant, and every role', () => {
  const page = pageOf('accounts-and-grants.md');
  const grant = Object.keys(readApi().schemas['Grant']?.properties ?? {});

  expect(sorted(listed(page, 'Member'))).toEqual(sorted(grant));
  for (const role of MEMBER_ROLES) expect(page).toContain(`\`${role}\``);
});
