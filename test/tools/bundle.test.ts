import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MANAGEMENT_FUNCTIONS } from '../../lambda/management/management-functions';

/** As `npm test` made it just before. */
const FUNCTIONS = join(__dirname, '..', '..', 'dist', 'functions');
const bundleOf = (name: string): string => join(FUNCTIONS, name, 'index.js');

test('there is one bundle for each function and nothing else, but for the page that the portal’s function serves', () => {
  const others = (name: string): string[] =>
    readdirSync(join(FUNCTIONS, name)).filter((file) => file !== 'index.js' && !(name === 'portal' && file === 'page'));

  expect(readdirSync(FUNCTIONS).sort()).toEqual(
    ['authorizer', 'token', 'usage', 'change-feed', 'portal', ...MANAGEMENT_FUNCTIONS].sort(),
  );
  expect(readdirSync(FUNCTIONS).flatMap(others)).toEqual([]);
});

test('no bundle holds a source map or a path of the machine that made it, so its hash depends on code alone', () => {
  for (const name of readdirSync(FUNCTIONS)) {
    const code = readFileSync(bundleOf(name), 'utf8');

    expect([name, code.includes('sourceMappingURL'), code.includes(join(__dirname, '..', '..'))]).toEqual([
      name,
      false,
      false,
    ]);
  }
});

test('the authorizer stays under 700 KB, so that it starts fast', () => {
  expect(statSync(bundleOf('authorizer')).size).toBeLessThan(700_000);
});
