/** Where a person lands: their only account at once, a choice of several, or what to do without one. */
import { useEffect } from 'preact/hooks';
import { EmptyState } from '../ui/states';
import { Screen } from '../ui/screen';
import { usePortal } from './context';
import { navigateInstead } from './navigation';
import { KEYS, OPERATOR } from './places';
import { hrefTo } from './router';

const keysOf = (accountId: string): string => hrefTo(KEYS, { accountId });

export function Home() {
  const { me } = usePortal();
  const [only, ...others] = me.accounts;
  const isAlone = only !== undefined && others.length === 0 && !me.operator;
  const target = isAlone ? keysOf(only.id) : me.operator && only === undefined ? hrefTo(OPERATOR) : undefined;
  useEffect(() => {
    if (target !== undefined) navigateInstead(target);
  }, [target]);
  if (target !== undefined) return null;
  return only === undefined ? <NoAccount /> : <Choose />;
}

function NoAccount() {
  const { config } = usePortal();
  return (
    <Screen title="You belong to no account yet">
      <EmptyState title="Ask an owner of your account to add you">
        <p>
          As soon as an owner adds the address with which you signed in to an account of {config.name}, the account is
          here.
        </p>
        {config.supportUrl !== undefined && (
          <p>
            Nobody to ask? <a href={config.supportUrl}>Get help</a>
          </p>
        )}
      </EmptyState>
    </Screen>
  );
}

function Choose() {
  const { me } = usePortal();
  return (
    <Screen title="Choose an account">
      <ul class="choices">
        {me.accounts.map(({ id, name, role }) => (
          <li key={id}>
            <a class="card choice" href={keysOf(id)}>
              <strong>{name}</strong>
              <span class="quiet">You are {role === 'owner' ? 'an owner' : `a ${role}`}</span>
            </a>
          </li>
        ))}
        {me.operator && (
          <li>
            <a class="card choice" href={hrefTo(OPERATOR)}>
              <strong>All accounts</strong>
              <span class="quiet">You are an operator</span>
            </a>
          </li>
        )}
      </ul>
    </Screen>
  );
}
