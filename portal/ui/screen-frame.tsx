/** What every screen has: where it leads back to, its heading, which gets the focus after a navigation, and one clear action beside it. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePortal } from '../app/context';

export interface ScreenProps {
  readonly title: string;
  readonly subtitle?: ComponentChildren;
  /** Where a screen below another one leads back to. */
  readonly back?: { readonly href: string; readonly label: string };
  readonly action?: ComponentChildren;
  readonly children: ComponentChildren;
}

interface ScreenFrameProps extends ScreenProps {
  /** The element's screens stand below a heading of the page around it. */
  readonly heading: 'h1' | 'h2';
  readonly headingClass?: string;
}

export function ScreenFrame({
  title,
  subtitle,
  back,
  action,
  children,
  heading: Heading,
  headingClass,
}: ScreenFrameProps) {
  const place = useRef<HTMLHeadingElement>(null);
  const { visit } = usePortal();
  useLayoutEffect(() => {
    // The first screen of a visit leaves the focus where the browser, or the page around the element, has it.
    if (visit.hasScreen) place.current?.focus();
    visit.hasScreen = true;
  }, []);
  return (
    <>
      {back !== undefined && (
        <a class="back" href={back.href}>
          <span aria-hidden="true">← </span>
          {back.label}
        </a>
      )}
      <div class="screen-head">
        <div>
          <Heading class={headingClass} ref={place} tabIndex={-1}>
            {title}
          </Heading>
          {subtitle !== undefined && <p class="quiet">{subtitle}</p>}
        </div>
        {action}
      </div>
      {children}
    </>
  );
}
