/** One key: what it is, what it may do, its secrets, its events, and what can be done about it. */
import type { Account, ApiKey } from 'sallyport/client';
import { makerText } from '../activity/event-text';
import { Trail } from '../activity/trail';
import { useAccount, useMay, usePortal } from '../app/context';
import { KEYS, type ScreenProps } from '../app/places';
import { hrefTo } from '../app/router';
import { type Loading, useLoad } from '../data/use-load';
import { StatusBadge } from '../ui/badge';
import { LoadedBody } from '../ui/list-body';
import { Row } from '../ui/row';
import { Screen } from '../ui/screen';
import { ErrorState, Skeleton } from '../ui/states';
import { Time } from '../ui/time';
import { KeyActions } from './key-actions';
import { KeySecrets } from './key-secrets';
import { type ScopeOfCatalogue, scopeStates } from './scopes';

export function KeyScreen({ params: { keyId = '' } }: ScreenProps) {
  const { client } = usePortal();
  const { id: accountId } = useAccount();
  const key = useLoad(keyId, (signal) =>
    client.get('/accounts/{accountId}/keys/{keyId}', { path: { accountId, keyId }, signal }),
  );
  const { load } = key;
  const back = { href: hrefTo(KEYS, { accountId }), label: 'Keys' };
  if (load.state === 'ready') return <ShownKey apiKey={load.value} loading={key} back={back} />;
  return (
    <Screen title="Key" back={back}>
      <LoadedBody loading={key} lines={8}>
        {() => null}
      </LoadedBody>
    </Screen>
  );
}

interface ShownKeyProps {
  readonly apiKey: ApiKey;
  readonly loading: Loading<ApiKey>;
  readonly back: { readonly href: string; readonly label: string };
}

function ShownKey({ apiKey, loading, back }: ShownKeyProps) {
  const canWrite = useMay('developer');
  return (
    <Screen
      title={apiKey.label}
      subtitle={
        <>
          <StatusBadge status={apiKey.status} /> <span class="mono">{apiKey.hint}</span>
        </>
      }
      back={back}
    >
      {canWrite && <KeyActions apiKey={apiKey} loading={loading} />}
      <div class="columns">
        <Details apiKey={apiKey} />
        <div>
          <EffectiveScopes apiKey={apiKey} />
          <KeySecrets apiKey={apiKey} loading={loading} />
        </div>
      </div>
      <section class="trail">
        <h2>Events</h2>
        {/* Each change of the key is one more event. */}
        <Trail of={`${apiKey.id} ${apiKey.version}`} target={`key:${apiKey.id}`} since={apiKey.createdAt} />
      </section>
    </Screen>
  );
}

function Details({ apiKey }: { readonly apiKey: ApiKey }) {
  const { description, expiresAt, expiryReason, notBefore, networks, plan, tags } = apiKey;
  return (
    <section class="card">
      <h2>Details</h2>
      {description !== undefined && <p class="lines">{description}</p>}
      <dl>
        <LastUse apiKey={apiKey} />
        <Row name="Expires">
          <Time at={expiresAt} none="No end" />
          {expiryReason === 'inactive' && <span class="quiet small"> because it was not used</span>}
        </Row>
        {notBefore !== undefined && (
          <Row name="Valid from">
            <Time at={notBefore} />
          </Row>
        )}
        <Row name="Allowed networks">
          {networks === undefined
            ? 'Everywhere'
            : networks.map((network) => (
                <code key={network} class="block">
                  {network}
                </code>
              ))}
        </Row>
        {plan !== undefined && <Row name="Plan">{plan}</Row>}
        {tags !== undefined && tags.length > 0 && <Row name="Tags">{tags.join(', ')}</Row>}
        <Created apiKey={apiKey} />
        {apiKey.revokedAt !== undefined && (
          <Row name="Revoked">
            <Time at={apiKey.revokedAt} />
          </Row>
        )}
        <dt>Id</dt>
        <dd class="mono">{apiKey.id}</dd>
      </dl>
    </section>
  );
}

function LastUse({ apiKey: { lastUsedAt, lastUsedRoute } }: { readonly apiKey: ApiKey }) {
  return (
    <>
      <dt>Last used</dt>
      <dd>
        <Time at={lastUsedAt} none="Not known" />
        {lastUsedRoute !== undefined && <code class="block">{lastUsedRoute}</code>}
      </dd>
    </>
  );
}

function Created({ apiKey }: { readonly apiKey: ApiKey }) {
  const { me } = usePortal();
  return (
    <>
      <dt>Created</dt>
      <dd>
        <Time at={apiKey.createdAt} />
        <span class="quiet small block">by {makerText(apiKey.createdBy, me.subject)}</span>
      </dd>
    </>
  );
}

function EffectiveScopes({ apiKey }: { readonly apiKey: ApiKey }) {
  const { client } = usePortal();
  const { record } = useAccount();
  const catalogue = useLoad('scopes', async (signal) => (await client.get('/scopes', { signal })).items);
  return (
    <section class="card">
      <h2>Scopes</h2>
      {NOTES[apiKey.status] !== undefined && <p class="notice">{NOTES[apiKey.status]}</p>}
      {catalogue.load.state === 'failed' ? (
        <ErrorState failure={catalogue.load.failure} onRetry={catalogue.reload} />
      ) : catalogue.load.state === 'loading' || record.load.state === 'loading' ? (
        <Skeleton lines={3} />
      ) : (
        <ScopeList
          apiKey={apiKey}
          catalogue={catalogue.load.value}
          account={record.load.state === 'ready' ? record.load.value : undefined}
        />
      )}
    </section>
  );
}

/** Why no scope has effect, whatever the grant says. */
const NOTES: Readonly<Partial<Record<ApiKey['status'], string>>> = {
  suspended: 'While the key is suspended, every request with it is refused.',
  revoked: 'The key is revoked: every request with it is refused.',
  expired: 'The key expired: every request with it is refused.',
  notYetValid: 'The key is not valid yet: until then every request with it is refused.',
};

interface ScopeListProps {
  readonly apiKey: ApiKey;
  readonly catalogue: readonly ScopeOfCatalogue[];
  readonly account: Account | undefined;
}

function ScopeList({ apiKey, catalogue, account }: ScopeListProps) {
  return (
    <ul class="scope-list">
      {scopeStates(apiKey, catalogue, account?.grant.scopes ?? []).map(({ name, description, reason }) => (
        <li key={name}>
          <code>{name}</code>
          {description !== undefined && <span class="quiet small block">{description}</span>}
          {reason !== undefined && <span class="small block warn-text">Without effect. {reason}</span>}
        </li>
      ))}
    </ul>
  );
}
