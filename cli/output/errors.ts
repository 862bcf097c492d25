/** What went wrong with a call, on stderr, and the exit code that a script reads. */
import { type FieldError, NoAnswerError, ProblemError, TokenError } from '../../client/index';
import type { Paint } from '../colour';
import { AwsError, type AwsTrouble } from '../connection/aws-errors';
import type { Arguments, Options } from '../declaration';
import { plain } from './table';

/** Beside 2, a wrong command line or no connection (`USAGE_EXIT_CODE`). */
export const EXIT = {
  ...{ done: 0, refused: 1, noAnswer: 3, invalid: 4 },
  ...{ noStack: 5, noCredentials: 6, denied: 7, interrupted: 130 },
} as const;

const OF_AWS: Readonly<Record<AwsTrouble, number>> = {
  missing: EXIT.noStack,
  credentials: EXIT.noCredentials,
  denied: EXIT.denied,
  passing: EXIT.noAnswer,
};

export interface Failure {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

interface Declared {
  readonly options: Options;
  readonly arguments: Arguments;
  /** The Idempotency-Key of the request, where the verb takes one. */
  readonly idempotencyKey?: string | undefined;
}

/** Undefined for an error that no call throws: a defect. */
export function failureOf(error: unknown, declared: Declared, paint: Paint): Failure | undefined {
  if (error instanceof AwsError) return { lines: [paint('red', plain(error.message))], exitCode: OF_AWS[error.kind] };
  if (error instanceof NoAnswerError && error.cause instanceof AwsError)
    return ofDirectCall(error.cause, error.idempotencyKey === undefined ? [] : doubt(declared), paint);
  if (error instanceof ProblemError) return problemOf(error, declared, paint);
  if (error instanceof TokenError) {
    const exitCode = error.isPassing ? EXIT.noAnswer : EXIT.refused;
    return { lines: [paint('red', plain(error.message))], exitCode };
  }
  if (error instanceof NoAnswerError) {
    const hint = error.idempotencyKey === undefined ? [] : doubt(declared);
    return { lines: [paint('red', plain(error.message)), ...hint], exitCode: EXIT.noAnswer };
  }
  return undefined;
}

/** What AWS refused was not done; what a function did before it failed is not known. */
function ofDirectCall({ kind, message }: AwsError, doubts: readonly string[], paint: Paint): Failure {
  return { lines: [paint('red', plain(message)), ...(kind === 'passing' ? doubts : [])], exitCode: OF_AWS[kind] };
}

/** For a change of which it is not known whether it took effect. */
export const doubt = ({ idempotencyKey: key }: Pick<Declared, 'idempotencyKey'>): readonly string[] => [
  key === undefined
    ? '  It may have been done all the same: look before you repeat it.'
    : `  It may have been done all the same: with --idempotency-key ${plain(key)} it is not done twice.`,
];

function problemOf(error: ProblemError, declared: Declared, paint: Paint): Failure {
  const lines = [
    paint('red', plain(error.title)) + (error.detail === undefined ? '' : `: ${plain(error.detail)}`),
    ...error.errors.map((one) => `  ${placeOf(one, declared)}: ${plain(one.detail)}`),
    `  page: ${plain(error.page)}`,
    ...(error.requestId === undefined ? [] : [`  request: ${plain(error.requestId)}`]),
    ...(error.retryAfter === undefined ? [] : [`  try again after ${error.retryAfter} s`]),
    ...(error.status >= 500 && declared.idempotencyKey !== undefined ? doubt(declared) : []),
  ];
  return { lines, exitCode: isPassing(error) ? EXIT.noAnswer : EXIT.refused };
}

/** Whether the same command may do later. With a 5xx it is not known whether a change took effect. */
const isPassing = ({ status }: ProblemError): boolean => status >= 500 || status === 429;

/** The option or argument that became the member, or the member as the API names it. */
function placeOf({ pointer, parameter, header }: FieldError, { options, arguments: places }: Declared): string {
  const place = pointer ?? parameter ?? header ?? '';
  const path = place.split('/').filter((part) => part !== '' && !/^\d+$/.test(part));
  for (const member of [path.join('/'), path.at(-1) ?? '']) {
    const option = Object.entries(options).find(([name, one]) => memberOf(name, one) === member);
    if (option !== undefined) return `--${option[0]}`;
    const argument = Object.keys(places).find((name) => `${name}Id` === member || name === member);
    if (argument !== undefined) return `<${argument}>`;
  }
  return plain(place) || 'the request';
}

const memberOf = (name: string, option: object): string =>
  'member' in option && typeof option.member === 'string'
    ? option.member
    : name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
