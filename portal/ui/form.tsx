/** A form that tells what the API found wrong with it: the notice above, and the focus on the first wrong field. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Action } from '../data/use-load';
import type { Failure } from '../data/failure';
import { Button, Cancel } from './button';
import { useFocusOnError } from './focus';
import { FailureNotice } from './states';

interface FormProps {
  readonly onSubmit: () => void;
  readonly failure: Failure | undefined;
  /** Pointers whose fields tell themselves what is wrong. */
  readonly shown: readonly string[];
  /** In a card of its own, and not in a dialog. */
  readonly isCard?: boolean;
  readonly children: ComponentChildren;
}

export function Form({ onSubmit, failure, shown, isCard = false, children }: FormProps) {
  const place = useRef<HTMLFormElement>(null);
  useFocusOnError(place, failure);
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form class={isCard ? 'card form' : ''} ref={place} onSubmit={submit} noValidate>
      <FailureNotice failure={failure} shown={shown} />
      {children}
    </form>
  );
}

interface FormActionsProps {
  readonly name: string;
  readonly of: Pick<Action<never, unknown>, 'isBusy'>;
  readonly onCancel: () => void;
}

export function FormActions({ name, of: { isBusy }, onCancel }: FormActionsProps) {
  return (
    <div class="actions">
      <Cancel onClick={onCancel} isBusy={isBusy} />
      <Button type="submit" kind="primary" isBusy={isBusy}>
        {name}
      </Button>
    </div>
  );
}
