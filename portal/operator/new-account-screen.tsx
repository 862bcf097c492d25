/** Makes an account. */
import { usePortal } from '../app/context';
import { useDraft } from '../app/drafts';
import { navigateInstead } from '../app/navigation';
import { OPERATOR, PEOPLE } from '../app/places';
import { hrefTo } from '../app/router';
import { useAction } from '../data/use-load';
import { Button } from '../ui/button';
import { Form } from '../ui/form';
import { LoadedBody } from '../ui/list-body';
import { Screen } from '../ui/screen';
import { tell } from '../ui/toast';
import { AccountFields, type Catalogue, SHOWN, useCatalogue } from './account-fields';
import { type AccountForm, createBody, type CreateBody, EMPTY } from './account-form';

export function NewAccountScreen() {
  const catalogue = useCatalogue();
  return (
    <Screen title="New account" back={{ href: hrefTo(OPERATOR), label: 'Accounts' }}>
      <LoadedBody loading={catalogue} lines={9}>
        {(value) => <NewAccount catalogue={value} />}
      </LoadedBody>
    </Screen>
  );
}

function NewAccount({ catalogue }: { readonly catalogue: Catalogue }) {
  const { client } = usePortal();
  const [form, change] = useDraft<AccountForm>('new-account', EMPTY);
  const create = useAction(async (body: CreateBody, idempotencyKey) => {
    const { id } = await client.post('/accounts', { headers: { 'Idempotency-Key': idempotencyKey }, body });
    tell('The account is made. Invite its first owner.');
    navigateInstead(hrefTo(PEOPLE, { accountId: id }));
  });
  const { failure } = create;
  return (
    <Form isCard onSubmit={() => void create.run(createBody(form))} failure={failure} shown={SHOWN}>
      <AccountFields {...{ form, change, catalogue, failure }} />
      <Button type="submit" kind="primary" isBusy={create.isBusy}>
        Make the account
      </Button>
    </Form>
  );
}
