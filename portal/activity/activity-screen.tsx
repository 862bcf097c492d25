/** Who did what in an account, and when. */
import { useState } from 'preact/hooks';
import { useAccount } from '../app/context';
import { actionText } from './event-text';
import { Select } from '../ui/field';
import { Screen } from '../ui/screen';
import { type Action, ACTIONS } from './actions';
import { Trail } from './trail';

const OPTIONS = [
  { value: '' as const, label: 'Everything' },
  ...ACTIONS.map((value) => ({ value, label: actionText(value) })),
];

export function ActivityScreen() {
  const { id, name } = useAccount();
  const [action, setAction] = useState<Action | ''>('');
  return (
    <Screen title="Activity" subtitle={name}>
      <div class="toolbar">
        <Select label="Show" value={action} options={OPTIONS} onChange={setAction} />
      </div>
      <Trail of={`${id} ${action}`} action={action === '' ? undefined : action} />
    </Screen>
  );
}
