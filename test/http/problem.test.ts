import { problemResponse } from '../../lambda/http/problem';
import { PROBLEM_BASE, PROBLEM_CODES, PROBLEMS } from '../../lambda/http/problems';

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
    expect('WWW-Authenticate' in headers).toBe(statusCode === 401);
    expect('Retry-After' in headers).toBe(statusCode === 429 || statusCode === 503);
  });
});
