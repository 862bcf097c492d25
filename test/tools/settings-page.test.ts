/** docs/settings.md says what the doc comments say. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsPage } from '../../tools/settings-page';

const DOCS = join(__dirname, '..', '..', 'docs');
const page = readFileSync(join(DOCS, 'settings.md'), 'utf8');

it('is what `npm run settings` writes', () => {
  expect(page).toBe(settingsPage());
});

it('says of each setting what it is, and what holds where it is not set', () => {
  const settings = page.split(/^### /m).slice(1);

  expect(settings.length).toBeGreaterThan(60);
  for (const setting of settings)
    expect(setting).toMatch(/^`\w+`\n\nType `[^`]+`\. (?:Needed|Optional|Default: .+)\.\n\n\S.{20}/);
});

it('leads to pages that are there', () => {
  const pages = [...page.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);

  expect(pages.filter((target) => !existsSync(join(DOCS, target)))).toEqual([]);
});
