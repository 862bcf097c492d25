/** What stands around every screen: brand, account, navigation, person, and what holds for all of them. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../data/me';
import { may } from '../data/me';
import { useLoad } from '../data/use-load';
import { Brand } from '../ui/brand';
import { Menu, MenuItem, MenuLink } from '../ui/menu';
import { Screen } from '../ui/screen';
import { ErrorState, Skeleton } from '../ui/states';
import { AccountContext, type CurrentAccount, usePortal } from './context';
import { usePath } from './navigation';
import { findRoute, hrefTo } from './router';
import { KEYS, OPERATOR, type ScreenProps } from './places';
import { type Route, ROUTES } from './routes';
import { NotFound, NotAllowed } from './not-found';
import { failureOf } from '../data/failure';

export function Shell() {
  const { ended } = usePortal();
  const path = usePath();
  const found = findRoute(ROUTES, path);
  const accountId = found?.params['accountId'];
  const [known, setKnown] = useState<Known>();
  return (
    <div class="shell">
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to the content
      </a>
      <Header accountId={accountId} known={known} />
      <Navigation accountId={accountId} pattern={found?.route.pattern} />
      <main id="content" tabIndex={-1}>
        {ended}
        <Offline />
        {found === undefined ? (
          <NotFound />
        ) : accountId === undefined ? (
          <Loaded key={path} route={found.route} params={found.params} />
        ) : (
          <InAccount key={accountId} id={accountId} onName={setKnown}>
            <Loaded key={path} route={found.route} params={found.params} />
          </InAccount>
        )}
      </main>
    </div>
  );
}

const memberIn = (me: Me, id: string | undefined) => me.accounts.find((account) => account.id === id);

/** The account at hand as its record has it. An operator is a member of none. */
interface Known {
  readonly id: string;
  readonly name: string;
}

interface HeaderProps {
  readonly accountId: string | undefined;
  readonly known: Known | undefined;
}

function Header({ accountId, known }: HeaderProps) {
  const { config, me, signOut } = usePortal();
  const name = known?.id === accountId ? known?.name : memberIn(me, accountId)?.name;
  const isAnywhere = accountId === undefined;
  return (
    <header class="top">
      <a class="home" href="#/">
        <Brand config={config} />
        <span class="hidden"> overview</span>
      </a>
      {config.environment === 'test' && <span class="badge warn">Test</span>}
      {(me.accounts.length > 1 || me.operator) && (
        <Menu label="Account" text={isAnywhere ? 'Choose an account' : (name ?? '…')}>
          {me.accounts.map(({ id, name: listed, role }) => (
            <MenuLink key={id} href={hrefTo(KEYS, { accountId: id })} isCurrent={id === accountId}>
              {listed} <span class="quiet small">{role}</span>
            </MenuLink>
          ))}
          {me.operator && <MenuLink href={hrefTo(OPERATOR)}>All accounts</MenuLink>}
        </Menu>
      )}
      {me.accounts.length === 1 && !me.operator && <span class="only-account">{name}</span>}
      <span class="spacer" />
      <Menu label="You" text={me.email ?? 'You'} isEnd>
        {config.supportUrl !== undefined && <MenuLink href={config.supportUrl}>Help</MenuLink>}
        <MenuItem onClick={signOut}>Sign out</MenuItem>
      </Menu>
    </header>
  );
}

interface Place {
  readonly accountId: string | undefined;
  readonly pattern: string | undefined;
}

function Navigation({ accountId, pattern = '' }: Place) {
  const { me } = usePortal();
  const role = memberIn(me, accountId)?.role;
  const routes = ROUTES.filter(
    ({ nav, operator = false, role: least, pattern: path }) =>
      nav !== undefined &&
      (accountId !== undefined) === path.startsWith('/accounts/') &&
      (!operator || me.operator) &&
      (least === undefined || may(me, role, least)),
  );
  if (routes.length === 0) return <div class="side" />;
  return (
    <nav class="side" aria-label="Main">
      <ul>
        {routes.map(({ nav, pattern: path }) => (
          <li key={path}>
            <a
              href={hrefTo(path, accountId === undefined ? {} : { accountId })}
              aria-current={pattern === path ? 'page' : pattern.startsWith(`${path}/`) ? 'true' : undefined}
            >
              {nav}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface InAccountProps {
  readonly id: string;
  readonly onName: (known: Known) => void;
  readonly children: preact.ComponentChildren;
}

/** The context of the account. A person who is no member gets the API's own 404. */
function InAccount({ id, onName, children }: InAccountProps) {
  const { client, me } = usePortal();
  const record = useLoad(id, (signal) => client.get('/accounts/{accountId}', { path: { accountId: id }, signal }));
  const member = memberIn(me, id);
  const recorded = record.load.state === 'ready' ? record.load.value.name : undefined;
  useEffect(() => {
    if (recorded !== undefined) onName({ id, name: recorded });
  }, [recorded]);
  if (record.load.state === 'failed' && record.load.failure.kind === 'problem' && member === undefined)
    return (
      <Screen title="This account did not load">
        <ErrorState failure={record.load.failure} onRetry={record.reload} />
      </Screen>
    );
  const name = recorded ?? member?.name ?? id;
  const account: CurrentAccount = { id, name, role: member?.role, record };
  const isSuspended = record.load.state === 'ready' && record.load.value.status === 'suspended';
  return (
    <AccountContext.Provider value={account}>
      {isSuspended && (
        <p class="notice warn">
          <strong>This account is suspended.</strong> None of its keys and clients works until an operator resumes it.
        </p>
      )}
      {children}
    </AccountContext.Provider>
  );
}

/** The screen of a route, when its chunk is there. */
function Loaded({ route, params }: { readonly route: Route } & ScreenProps) {
  const { me } = usePortal();
  const [shown, show] = useState<{ readonly Screen: ComponentType<ScreenProps> } | 'loading' | 'failed'>('loading');
  useEffect(() => {
    route.load().then(
      (Screen) => show({ Screen }),
      () => show('failed'),
    );
  }, [route]);
  const isOpen = route.operator !== true || me.operator;
  const role = memberIn(me, params['accountId'])?.role;
  if (!isOpen || (role !== undefined && route.role !== undefined && !may(me, role, route.role))) return <NotAllowed />;
  // A chunk that is gone: the page was deployed anew since it was opened.
  if (shown === 'failed') return <ErrorState failure={CHANGED} onRetry={() => location.reload()} />;
  if (shown === 'loading') return <Skeleton lines={6} />;
  return <shown.Screen params={params} />;
}

const CHANGED = {
  ...failureOf(undefined),
  title: 'This part of the page did not load',
  detail: 'Perhaps there is a newer version of the page. Load it again.',
};

function Offline() {
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const read = (): void => setOffline(!navigator.onLine);
    addEventListener('online', read);
    addEventListener('offline', read);
    return () => {
      removeEventListener('online', read);
      removeEventListener('offline', read);
    };
  }, []);
  if (!isOffline) return null;
  return (
    <div class="banner quiet" role="status">
      <p>You are offline. What is shown may be old.</p>
    </div>
  );
}
