/** What every dialog about an account takes. */
import type { Account } from 'sallyport/client';

export interface AccountDialogProps {
  readonly account: Account;
  readonly onClose: () => void;
}
