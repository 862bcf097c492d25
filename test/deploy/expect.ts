/** What an answer must be. */
import { equal, match, ok } from 'node:assert/strict';
import type { Answer } from './deployment';

export function expectStatus(answer: Answer, status: number): void {
  equal(answer.status, status, `${answer.status} instead of ${status}: ${answer.text}`);
}

/** A problem of the documented form, whose `type` ends in the code. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expectStatus(answer, status);
  match(answer.headers.get('Content-Type') ?? 'none', /^application\/problem\+json/, answer.text);
  ok(String(answer.body['type']).endsWith(`/problems/${code}`), `no problem ${code}: ${answer.text}`);
  equal(answer.body['status'], status);
}
