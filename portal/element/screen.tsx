/** Stands in the place of ui/screen.tsx in the element: the title and the first heading belong to the page around it. */
import type { ComponentProps } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Screen as PageScreen } from '../ui/screen';

let isFirst = true;

export function Screen({ title, subtitle, back, action, children }: ComponentProps<typeof PageScreen>) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The page has the focus until a person acts in the element.
    if (!isFirst) heading.current?.focus();
    isFirst = false;
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
          <h2 class="screen-title" ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {subtitle !== undefined && <p class="quiet">{subtitle}</p>}
        </div>
        {action}
      </div>
      {children}
    </>
  );
}
