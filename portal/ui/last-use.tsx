/** What a person should know before a credential ends: whether something still uses it. */
import { Time } from './time';

interface Used {
  readonly lastUsedAt?: string;
  readonly lastUsedRoute?: string;
}

export function LastUse({ of: { lastUsedAt, lastUsedRoute } }: { readonly of: Used }) {
  if (lastUsedAt === undefined) return <p>No use of it is known.</p>;
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
