/** docs/routes.md has every operation, whole. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchor } from '../../tools/markdown';
import { answerExamples, requestExample } from '../../tools/openapi/operation-examples';
import { readApi } from '../../tools/openapi/operations';
import { routesPage } from '../../tools/routes-page';
import { ROUTES } from '../support/endpoints';

const DOCS = join(__dirname, '..', '..', 'docs');
const page = readFileSync(join(DOCS, 'routes.md'), 'utf8');
const { operations } = readApi();

const partOf = (route: string): string =>
  page.split(/^### /m).find((part) => part.includes(`\n\n\`${route.replace(' ', ' /v1')}\``)) ?? '';

it('is what `npm run openapi` writes', () => {
  expect(page).toBe(routesPage());
});

it.each(ROUTES.map(({ method, path }) => `${method} ${path}`))(
  '%s has a line of the contents, an example of its request and one of its answer',
  (route) => {
    const [method = '', path = ''] = route.split(' ');

    expect(page).toContain(`| \`${route}\` |`);
    expect(partOf(route)).toMatch(new RegExp(`\`\`\`http\n${method} /v1${path.replaceAll(/\{\w+\}/g, '[\\w-]+')}\n`));
    expect(partOf(route)).toMatch(/```http\n20[014] \w+/);
  },
);

it('leads to headings and pages that are there', () => {
  const targets = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
  const anchors = [...page.matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) => `#${anchor(heading)}`);
  const isThere = (target: string): boolean =>
    target.startsWith('#') ? anchors.includes(target) : existsSync(join(DOCS, target.replace(/#.*/, '')));

  expect(new Set(anchors).size).toBe(anchors.length);
  expect(targets.filter((target) => !isThere(target))).toEqual([]);
});

const [issueKey] = operations.filter(({ operationId }) => operationId === 'issueKey');
if (issueKey?.requestBody === undefined) throw new RangeError('The document has no operation issueKey with a body');

it('is not written while the example of a request is missing', () => {
  const content = { 'application/json': { schema: {} } };

  expect(() => requestExample({ ...issueKey, requestBody: { required: true, content } })).toThrow(/no example request/);
});

it('is not written while the example of an answer is missing', () => {
  const responses = { 200: { description: 'Done.', content: { 'application/json': {} } } };

  expect(() => answerExamples({ ...issueKey, responses })).toThrow('issueKey has no example of its answer 200');
});

it('is not written while nobody said what an example is of', () => {
  const content = { 'application/json': { examples: { strange: { value: {} } } } };

  expect(() => answerExamples({ ...issueKey, responses: { 200: { description: 'Done.', content } } })).toThrow(
    'no words for the example strange',
  );
});
