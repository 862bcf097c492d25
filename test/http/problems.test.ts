import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  PROBLEM_BASE,
  PROBLEM_CODES,
  type ProblemCode,
  PROBLEMS,
  problemInstance,
  problemResponse,
  problemType,
} from '../../lambda/http/problems';

const PAGES = join(__dirname, '..', '..', 'docs', 'problems');
const page = (name: string): string => readFileSync(join(PAGES, `${name}.md`), 'utf8');

describe('a problem’s page', () => {
  it.each(PROBLEM_CODES)('%s says what happened, how to fix it, what goes wrong often and what is related', (code) => {
    const headings = page(code).match(/^##? .*$/gm);

    expect(headings).toEqual([`# ${code}`, '## What happened', '## How to fix it', '## Common mistakes', '## Related']);
    expect(page(code)).toContain(`Status ${PROBLEMS[code].status}. ${PROBLEMS[code].title}.`);
  });

  it.each(PROBLEM_CODES)('%s stands in the index with its status', (code) => {
    expect(page('README')).toContain(`| ${PROBLEMS[code].status} | [${code}](${code}.md) | ${PROBLEMS[code].title} |`);
  });

  it('is there for no other code', () => {
    const names = readdirSync(PAGES).map((file) => file.replace(/\.md$/, ''));

    expect(names.sort()).toEqual([...PROBLEM_CODES, 'README'].sort());
  });

  it.each([...PROBLEM_CODES, 'README'])('%s links to nothing that is not there', (name) => {
    const links = [...page(name).matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, link = '']) => link);

    expect(links.filter((link) => !existsSync(join(PAGES, link.replace(/#.*/, ''))))).toEqual([]);
  });

  it.each(PROBLEM_CODES)('%s is where the problem’s type points, docs being the root of the published site', (code) => {
    expect(problemType(code)).toBe(`https://sallyport.github.io/sallyport/problems/${code}`);
  });
});

it.each(['JqBc0FvWoAMEbXg=', 'Jq-c_FvWoAMEbXg=', 'Jq+c/FvWoAMEbXg='])(
  'the instance of a problem is the request’s id behind a full path, as it stands: %s',
  (id) => {
    expect(new URL(problemInstance(id), 'https://api.example.com/v1/accounts?x').href).toBe(
      `https://api.example.com/requests/${id}`,
    );
  },
);

const REQUEST_ID = 'JqBc0FvWoAMEbXg=';

describe('a problem', () => {
  it('is an RFC 9457 body with the request’s id, and nothing may keep it', () => {
    const errors = [{ pointer: '/name', detail: 'Is required.' }];
    const { statusCode, headers, body } = problemResponse(
      { code: 'invalid-request', detail: 'Why.', errors },
      REQUEST_ID,
    );

    expect(statusCode).toBe(400);
    expect(headers).toEqual({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
    expect(JSON.parse(body)).toEqual({
      type: `${PROBLEM_BASE}invalid-request`,
      title: 'The request is not valid',
      status: 400,
      detail: 'Why.',
      instance: `/requests/${REQUEST_ID}`,
      errors,
    });
  });

  it.each(PROBLEM_CODES)('%s says in its headers what its status must (RFC 9110)', (code) => {
    const { statusCode, headers } = problemResponse({ code, detail: 'Why.' }, REQUEST_ID);

    expect(statusCode).toBe(PROBLEMS[code].status);
    expect('WWW-Authenticate' in headers).toBe(statusCode === 401 || statusCode === 403);
    expect('Retry-After' in headers).toBe(statusCode === 429 || statusCode === 503);
  });

  it('names the scope that is missing, as RFC 6750 section 3 writes it, only where a scope is missing', () => {
    const challengeOf = (code: ProblemCode, scope?: string) =>
      problemResponse({ code, detail: 'Why.' }, REQUEST_ID, scope).headers['WWW-Authenticate'];

    expect(challengeOf('insufficient-scope', 'orders-management/revoke:keys')).toBe(
      'Bearer realm="management", error="insufficient_scope", scope="orders-management/revoke:keys"',
    );
    expect(challengeOf('insufficient-scope')).toBe('Bearer realm="management"');
    expect(challengeOf('grant-exceeded', 'orders-management/write:keys')).toBe('Bearer realm="management"');
    expect(challengeOf('invalid-credential', 'orders-management/write:keys')).toBe('Bearer realm="management"');
  });
});
