/** Screens for an address that leads nowhere, and for one that is not the person's. */
import { Screen } from '../ui/screen';
import { ButtonLink } from '../ui/button';

export function NotFound() {
  return (
    <Screen title="Nothing is here">
      <p>The address has no screen.</p>
      <ButtonLink href="#/">To the overview</ButtonLink>
    </Screen>
  );
}

export function NotAllowed() {
  return (
    <Screen title="This is not yours to see">
      <p>Your role does not include this screen. An owner of the account can change your role.</p>
      <ButtonLink href="#/">To the overview</ButtonLink>
    </Screen>
  );
}
