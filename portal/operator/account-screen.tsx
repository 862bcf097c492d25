/** The account itself: its grant, which an operator changes, and what stops it as a whole. */
import { useState } from 'preact/hooks';
import type { Account } from 'sallyport/client';
import { useAccount, useMay, usePortal } from '../app/context';
import { Button } from '../ui/button';
import { StatusBadge } from '../ui/badge';
import { LoadedBody } from '../ui/list-body';
import { Row } from '../ui/row';
import { Screen } from '../ui/screen';
import { Time } from '../ui/time';
import { EditAccount } from './edit-account';
import { RevokeAll } from './revoke-all';
import { SuspendAccount } from './suspend-account';

const DIALOGS = { suspend: SuspendAccount, revoke: RevokeAll };

export function AccountScreen() {
  const { record, name } = useAccount();
  const { me } = usePortal();
  const [open, setOpen] = useState<'edit' | keyof typeof DIALOGS>();
  const close = (): void => setOpen(undefined);
  const isOwner = useMay('owner');
  return (
    <Screen title="Account" subtitle={name}>
      <LoadedBody loading={record} lines={8}>
        {(account) => {
          if (open === 'edit') return <EditAccount account={account} onClose={close} />;
          const Shown = open === undefined ? undefined : DIALOGS[open];
          return (
            <>
              <div class="actions key-actions">
                {me.operator && <Button onClick={() => setOpen('edit')}>Edit</Button>}
                {me.operator && (
                  <Button onClick={() => setOpen('suspend')}>
                    {account.status === 'suspended' ? 'Resume' : 'Suspend'}
                  </Button>
                )}
                {isOwner && (
                  <Button kind="warn" onClick={() => setOpen('revoke')}>
                    Revoke everything…
                  </Button>
                )}
              </div>
              <Details account={account} />
              {Shown !== undefined && <Shown account={account} onClose={close} />}
            </>
          );
        }}
      </LoadedBody>
    </Screen>
  );
}

const days = (count: number | undefined, none: string): string =>
  count === undefined ? none : `${count} ${count === 1 ? 'day' : 'days'}`;

function Details({
  account: { id, externalId, status, grant, createdAt, pendingClients },
}: {
  readonly account: Account;
}) {
  const { scopes, networks } = grant;
  return (
    <section class="card">
      <h2>What the account is granted</h2>
      {(pendingClients ?? 0) > 0 && (
        <p class="notice warn">The last change is saved, and is still on its way to {pendingClients} clients.</p>
      )}
      <dl>
        <Row name="Status">
          <StatusBadge status={status} />
        </Row>
        <Row name="Scopes">
          <span class="scopes">
            {scopes.length === 0 ? 'None' : scopes.map((scope) => <code key={scope}>{scope}</code>)}
          </span>
        </Row>
        <Row name="Plan">{grant.plan ?? 'Not limited'}</Row>
        <Row name="Most active keys">{grant.maxActiveKeys ?? 'As many as the service allows'}</Row>
        <Row name="Longest life of a key">{days(grant.maxKeyLifetimeDays, 'No limit')}</Row>
        <Row name="Life by default">{days(grant.defaultKeyLifetimeDays, 'As the service sets it')}</Row>
        <Row name="Ends without use">{days(grant.inactivityDays, 'As the service sets it')}</Row>
        <Row name="Allowed networks">{networks === undefined ? 'Everywhere' : networks.join(', ')}</Row>
        {externalId !== undefined && <Row name="External id">{externalId}</Row>}
        <Row name="Created">
          <Time at={createdAt} />
        </Row>
        <Row name="Id">
          <span class="mono">{id}</span>
        </Row>
      </dl>
    </section>
  );
}
