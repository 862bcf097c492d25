/** What the user pools API answers: JSON, and for every no a 400 with the exception's name in `__type`. */
import type { z } from 'zod';

export type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export const done = (body: Json = {}): Answer => ({ status: 200, body });

export const poolError = (type: string, message: string, status = 400): Answer => ({
  status,
  body: { __type: type, message },
});

export const invalidParameter = (message: string): Answer => poolError('InvalidParameterException', message);

/** Of input in the wrong form; a gap of this pool has a name of its own, so that nobody takes it for Cognito's word. */
export function invalidInput({ issues: [issue] }: z.ZodError): Answer {
  const place = issue?.path.map(String).join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    return poolError(
      'NotServedByLocalPool',
      `the local pool does not serve ${[place, ...issue.keys].join(' ').trim()}`,
    );
  }
  const member = place.charAt(0).toLowerCase() + place.slice(1);
  return invalidParameter(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${issue?.message}`,
  );
}
