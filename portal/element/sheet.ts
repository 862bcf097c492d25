/** The styles of the portal for a shadow root. A constructed sheet needs no permission of a content security policy. */
import base from '../style/base.css?inline';
import components from '../style/components.css?inline';
import details from '../style/details.css?inline';
import layout from '../style/layout.css?inline';
import loading from '../style/loading.css?inline';
import overlays from '../style/overlays.css?inline';
import table from '../style/table.css?inline';
import own from './style.css?inline';

const ALL = [base, layout, components, loading, overlays, table, details, own].join('\n');
/** What depends on the width of the window in the portal depends on that of the element here. */
const NARROW = /@media ?\((?=max-width|width)/g;
const DARK = /\(prefers-color-scheme:\s*dark\)/g;

/** The theme of the page around the element: a page that says nothing of dark is light, also where the system is dark. */
export function schemeOf(element: Element): string {
  const { colorScheme } = getComputedStyle(element.parentElement ?? element);
  const meta = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]')?.content ?? '';
  const given = colorScheme === 'normal' ? meta : colorScheme;
  const [isLight, isDark] = ['light', 'dark'].map((scheme) => given.split(' ').includes(scheme));
  return isDark ? (isLight ? '' : 'dark') : 'light';
}

/** `theme`: `light`, `dark`, or as the person's system has it. */
export function sheetFor(theme: string): CSSStyleSheet {
  const text = ALL.replaceAll(':root', ':host').replace(NARROW, '@container (');
  const fixed = theme === 'dark' ? text.replace(DARK, 'all') : theme === 'light' ? text.replace(DARK, 'not all') : text;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(theme === '' ? fixed : fixed.replaceAll(/color-scheme:\s*light dark/g, `color-scheme:${theme}`));
  return sheet;
}
