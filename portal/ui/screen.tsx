/** A screen of the page, which names it in its title too. */
import { useEffect } from 'preact/hooks';
import { usePortal } from '../app/context';
import { ScreenFrame, type ScreenProps } from './screen-frame';

export function Screen(props: ScreenProps) {
  const { title } = props;
  const { config } = usePortal();
  useEffect(() => {
    document.title = `${title} – ${config.name}`;
  }, [title]);
  return <ScreenFrame {...props} heading="h1" />;
}
