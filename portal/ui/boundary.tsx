/** In the place of all that is below it when that cannot be shown, for example because an answer has another form than it should. */
import { Component, type ComponentChildren } from 'preact';
import { Button } from './button';

interface BoundaryProps {
  readonly onReload: () => void;
  readonly children: ComponentChildren;
}

export class Boundary extends Component<BoundaryProps, { readonly isBroken: boolean }> {
  override readonly state = { isBroken: false };

  static override getDerivedStateFromError = () => ({ isBroken: true });

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render({ onReload, children }: BoundaryProps) {
    if (!this.state.isBroken) return children;
    const reload = (): void => {
      this.setState({ isBroken: false });
      onReload();
    };
    return (
      <div class="plain">
        <div class="card landing" role="alert">
          <h2>This cannot be shown</h2>
          <p>The service answered with something that this page does not understand.</p>
          <Button kind="primary" onClick={reload}>
            Reload
          </Button>
        </div>
      </div>
    );
  }
}
