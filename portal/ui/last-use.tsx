/** What a person should know before a credential ends: whether something still uses it. */
import { Time } from './time';

interface Used {
  readonly lastUsedAt?: string;
  readonly lastUsedRoute?: string;
}

interface LastUseProps {
  readonly of: Used;
  /** What is used, in a sentence. @default 'it' */
  readonly what?: string;
}

export function LastUse({ of: { lastUsedAt, lastUsedRoute }, what = 'it' }: LastUseProps) {
  if (lastUsedAt === undefined) return <p>Whether something uses {what} is not known: a service may not count uses.</p>;
  return (
    <p>
      It was last used <Time at={lastUsedAt} />
      {lastUsedRoute !== undefined && (
        <>
          {' '}
          for <code>{lastUsedRoute}</code>
        </>
      )}
      .
    </p>
  );
}
