import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopeDescriptions } from '../../lambda/aws/scope-descriptions';

function folderWith(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'scopes-'));
  if (text !== undefined) writeFileSync(join(folder, 'scopes.json'), text);
  return folder;
}

it('descriptions are read from beside the code', () => {
  expect([...scopeDescriptions(folderWith('{"read:orders":"Read orders"}'))]).toEqual([['read:orders', 'Read orders']]);
});

it('no file means no descriptions', () => {
  expect(scopeDescriptions(folderWith()).size).toBe(0);
});

it.each(['null', '7', '"x"'])('a file that holds %s stops the start', (text) => {
  expect(() => scopeDescriptions(folderWith(text))).toThrow('scopes.json holds no object');
});
