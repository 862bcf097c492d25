/** The values that options and arguments of the API verbs take. */
import { KEY_ID } from '../../lambda/domain/key-format';
import { type Argument, UsageError, type ValueOption } from '../declaration';

type Read<Value> = (text: string) => Value;
type Spec<Value> = readonly [takes: string, read: Read<Value>];

export const option = <Value>([takes, read]: Spec<Value>, help: string): ValueOption<Value> => ({ takes, help, read });
export const repeated = <O extends ValueOption<unknown>>(one: O) => ({ ...one, many: true as const });
export const needed = <O extends ValueOption<unknown>>(one: O) => ({ ...one, required: true as const });
/** The member of the API, where it has another name than the option. */
export const as = <O extends ValueOption<unknown>>(member: string, one: O): O => ({ ...one, member });

export const textOf = (takes: string): Spec<string> => [
  takes,
  (text) => {
    if (text !== '') return text;
    throw new UsageError('takes a text');
  },
];
export const LABEL = textOf('LABEL');

export const NUMBER: Spec<number> = [
  'N',
  (text) => {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new UsageError(`takes a whole number, not ${text}`);
  },
];

export const oneOf = <Value extends string>(takes: string, values: readonly Value[]): Spec<Value> => [
  takes,
  (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new UsageError(`takes one of ${values.join(', ')}, not ${text}`);
  },
];

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const DURATION = /^(\d{1,6})([smhd])$/;

function secondsIn(text: string): number | undefined {
  const [, count, unit = ''] = DURATION.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (SECONDS[unit] ?? 0);
}

/** A length of time in seconds. */
export const DURATION_SECONDS: Spec<number> = [
  'TIME',
  (text) => {
    const seconds = secondsIn(text);
    if (seconds !== undefined) return seconds;
    throw new UsageError(`takes a length of time such as 90d, 12h, 30m or 0s, not ${text}`);
  },
];

/** An instant as the API takes it, once the present is known (milliseconds since 1970). */
export type Moment = (now: number) => string;

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('.000Z', 'Z');
const DATE_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** `Date.parse` takes the 31st of February for a day of March. */
function isOnCalendar(text: string): boolean {
  const day = text.slice(0, 'YYYY-MM-DD'.length);
  const at = Date.parse(day);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

/** A date (its first moment in UTC), a time with its zone, or a length of time from now in this direction. */
const momentOf =
  (direction: 1 | -1): Read<Moment> =>
  (text) => {
    const seconds = secondsIn(text);
    if (seconds !== undefined) return (now) => iso(now - (now % 1000) + direction * seconds * 1000);
    const time = DATE_TIME.test(text) && isOnCalendar(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(time)) return () => iso(time);
    throw new UsageError(`takes a time such as 2027-01-31 (in UTC), 2027-01-31T12:00:00Z or 90d, not ${text}`);
  };
/** `90d` is in 90 days. */
export const LATER: Spec<Moment> = ['TIME', momentOf(1)];
/** `90d` is 90 days ago. */
export const EARLIER: Spec<Moment> = ['TIME', momentOf(-1)];

export const DAY: Spec<string> = [
  'DAY',
  (text) => {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return text;
    throw new UsageError(`takes a day such as 2027-01-31, not ${text}`);
  },
];

const EXTERNAL = 'external:';
export const ACCOUNT: Argument<string> = {
  help: 'id, or external:<your own id of it>',
  example: 'external:acme',
  read: (text) => {
    if (/^[0-9A-Za-z]{10}$/.test(text) || (text.startsWith(EXTERNAL) && text !== EXTERNAL)) return text;
    throw new UsageError(`is the id of an account (10 characters) or external:<its external id>, not ${text}`);
  },
};
export const ACCOUNT_VALUE: Spec<string> = ['ACCOUNT', ACCOUNT.read];

/** Everything of a key but its id stays here: of a presented key, the secret is never sent. */
export function keyIdOf(text: string): string {
  const id =
    /^(?:[a-z0-9]{2,10}_(?:live|test)|imported)_([0-9A-Za-z]{18})(?:_[0-9A-Za-z]*)?…?$/.exec(text)?.[1] ?? text;
  if (KEY_ID.test(id)) return id;
  // The text is not repeated: it may be a key with a typo.
  throw new UsageError('is a key, its public part, or its id (18 characters)');
}

/** The argument, or with `-` what stdin holds. */
export const orInput = ({ help, read, ...more }: Argument<string>): Argument<string> => ({
  ...more,
  help: `${help}, or - to read it from stdin, so that it is in no history of a shell`,
  read: (text) => (text === '-' ? text : read(text)),
  fromInput: read,
});
export const KEY = orInput({
  help: 'id of the key; its public part or the key do too',
  example: '0123456789ABCDEFGH',
  read: keyIdOf,
});

/** Of an app client at Cognito, which clients and operators are. */
const APP_CLIENT = '1h57kf5cpq17m0eml12example';

export const idOf = (what: string): Argument<string> => ({
  help: `id of the ${what}`,
  ...(['client', 'operator'].includes(what) && { example: APP_CLIENT }),
  read: (text) => {
    if (/^[\w+:.-]{1,128}$/.test(text) && !/^\.+$/.test(text)) return text;
    throw new UsageError(`is the id of the ${what}`);
  },
});
