/** The answers of the user pools API: JSON; an error is a 400 with the exception's name in `__type`. */
import type { z } from 'zod';
import type { ServiceAnswer } from '../endpoint';
import type { JsonObject } from '../json';

export type PoolAnswer = Required<Pick<ServiceAnswer, 'status' | 'body'>>;

export const success = (body: JsonObject = {}): PoolAnswer => ({ status: 200, body });

export const poolError = (type: string, message: string, status = 400): PoolAnswer => ({
  status,
  body: { __type: type, message },
});

export const invalidParameter = (message: string): PoolAnswer => poolError('InvalidParameterException', message);

/**
 * The answer to invalid input. A member that Cognito may know and this pool does not has an exception of its own,
 * `NotServedByLocalPool`, so that it is not mistaken for Cognito's answer.
 */
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
