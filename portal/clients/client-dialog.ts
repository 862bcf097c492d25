/** What the parts of a client's page and its dialogs take. */
import type { OAuthClient } from 'sallyport/client';
import type { Loading } from '../data/use-load';

export interface ShownClientProps {
  readonly oauthClient: OAuthClient;
  readonly loading: Loading<OAuthClient>;
}

export interface ClientDialogProps extends ShownClientProps {
  readonly onClose: () => void;
}
