/** A subscriber finds every action in docs/events.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TYPES } from '../../lambda/domain/vocabulary';

test('the table of docs/events.md has each action once, and no other', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'events.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| (?:accounts|keys|clients|members|operators) \|/.test(line));

  const named = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, action = '']) => action));
  expect(named.sort()).toEqual([...EVENT_TYPES].sort());
});
