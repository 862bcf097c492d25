/** What every dialog about one key takes. */
import type { ApiKey } from 'sallyport/client';
import type { Loading } from '../data/use-load';

export interface KeyActionProps {
  readonly apiKey: ApiKey;
  readonly loading: Loading<ApiKey>;
}

export interface KeyDialogProps extends KeyActionProps {
  readonly onClose: () => void;
}
