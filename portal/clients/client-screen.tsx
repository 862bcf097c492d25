/** One client: what it is, what it may do, its secrets, its events, and what can be done about it. */
import type { OAuthClient } from 'sallyport/client';
import { makerText } from '../activity/event-text';
import { Trail } from '../activity/trail';
import { useAccount, useMay, usePortal } from '../app/context';
import { CLIENTS, type ScreenProps } from '../app/places';
import { hrefTo } from '../app/router';
import { useLoad } from '../data/use-load';
import { scopeStates } from '../keys/scopes';
import { StatusBadge } from '../ui/badge';
import { LoadedBody } from '../ui/list-body';
import { Row } from '../ui/row';
import { Screen } from '../ui/screen';
import { Time } from '../ui/time';
import { ClientActions } from './client-actions';
import type { ShownClientProps } from './client-dialog';
import { lifetimeText } from './client-form';
import { ClientSecrets } from './client-secrets';

export function ClientScreen({ params: { clientId = '' } }: ScreenProps) {
  const [{ client }, { id: accountId }] = [usePortal(), useAccount()];
  const loading = useLoad(clientId, (signal) =>
    client.get('/accounts/{accountId}/clients/{clientId}', { path: { accountId, clientId }, signal }),
  );
  const { load } = loading;
  const back = { href: hrefTo(CLIENTS, { accountId }), label: 'Clients' };
  if (load.state === 'ready') return <ShownClient oauthClient={load.value} loading={loading} back={back} />;
  return (
    <Screen title="Client" back={back}>
      <LoadedBody loading={loading}>{() => null}</LoadedBody>
    </Screen>
  );
}

function ShownClient(props: ShownClientProps & { readonly back: { readonly href: string; readonly label: string } }) {
  const { oauthClient, back } = props;
  const { label, id, status, pending, version } = oauthClient;
  // The API tells only a developer of the secrets, too.
  const canWrite = useMay('developer');
  const subtitle = (
    <>
      <StatusBadge status={status} /> <span class="mono">{id}</span>
    </>
  );
  return (
    <Screen title={label} subtitle={subtitle} back={back}>
      {canWrite && <ClientActions {...props} />}
      {pending === true && (
        <p class="notice warn">The last change is saved, and is still on its way to the service’s token issuer.</p>
      )}
      <div class="columns">
        <Details oauthClient={oauthClient} />
        <div>
          <Scopes oauthClient={oauthClient} />
          {canWrite && status !== 'revoked' && <ClientSecrets oauthClient={oauthClient} />}
        </div>
      </div>
      <section class="trail">
        <h2>Events</h2>
        <Trail of={`${id} ${version}`} target={`client:${id}`} since={oauthClient.createdAt} />
      </section>
    </Screen>
  );
}

function Details({ oauthClient }: { readonly oauthClient: OAuthClient }) {
  const { me } = usePortal();
  const { lastUsedAt, lastUsedRoute, tokenLifetimeMinutes, tokensValidAfter, revokedAt } = oauthClient;
  return (
    <section class="card">
      <h2>Details</h2>
      <dl>
        <Row name="Last used">
          <Time at={lastUsedAt} none="Never, as far as known" />
          {lastUsedRoute !== undefined && <code class="block">{lastUsedRoute}</code>}
        </Row>
        <Row name="A token lives for">
          {tokenLifetimeMinutes === undefined ? 'As Amazon Cognito has it' : lifetimeText(tokenLifetimeMinutes)}
        </Row>
        {tokensValidAfter !== undefined && (
          <Row name="Tokens revoked">
            <Time at={tokensValidAfter} />
          </Row>
        )}
        <Row name="Created">
          <Time at={oauthClient.createdAt} />
          <span class="quiet small block">by {makerText(oauthClient.createdBy, me.subject)}</span>
        </Row>
        {revokedAt !== undefined && (
          <Row name="Revoked">
            <Time at={revokedAt} />
          </Row>
        )}
        <Row name="Client id">
          <span class="mono">{oauthClient.id}</span>
        </Row>
      </dl>
    </section>
  );
}

function Scopes({ oauthClient }: { readonly oauthClient: OAuthClient }) {
  const { client } = usePortal();
  const { record } = useAccount();
  const catalogue = useLoad('scopes', async (signal) => (await client.get('/scopes', { signal })).items);
  const granted = record.load.state === 'ready' ? record.load.value.grant.scopes : [];
  return (
    <section class="card">
      <h2>Scopes</h2>
      {oauthClient.status !== 'active' && (
        <p class="notice">The client is {oauthClient.status}: every request with its tokens is refused.</p>
      )}
      <LoadedBody loading={catalogue} lines={3}>
        {(scopes) => (
          <ul class="scope-list">
            {scopeStates(oauthClient, scopes, granted).map(({ name, description, reason }) => (
              <li key={name}>
                <code>{name}</code>
                {description !== undefined && <span class="quiet small block">{description}</span>}
                {reason !== undefined && <span class="small block warn-text">Without effect. {reason}</span>}
              </li>
            ))}
          </ul>
        )}
      </LoadedBody>
    </section>
  );
}
