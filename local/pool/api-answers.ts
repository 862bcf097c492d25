/** What the user pools API answers: JSON, and for every no a 400 with the exception's name in `__type`. */
import type { z } from 'zod';
import type { JsonObject } from '../json';

export interface PoolAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

export const done = (body: JsonObject = {}): PoolAnswer => ({ status: 200, body });

export const poolError = (type: string, message: string, status = 400): PoolAnswer => ({
  status,
  body: { __type: type, message },
});

export const invalidParameter = (message: string): PoolAnswer => poolError('InvalidParameterException', message);

/** Of input in the wrong form; a gap of this pool has a name of its own, so that nobody takes it for Cognito's word. */
export function invalidInput({ issues: [issue] }: z.ZodError): PoolAnswer {
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
