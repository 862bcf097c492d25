/** Stands in the place of ui/screen.tsx in the element: the title and the first heading belong to the page around it. */
import { ScreenFrame, type ScreenProps } from '../ui/screen-frame';

export const Screen = (props: ScreenProps) => <ScreenFrame {...props} heading="h2" headingClass="screen-title" />;
