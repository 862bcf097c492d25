/**
 * How the page of a deployment looks and whom it names. A synth checks the same values; what is wrong here all the same is
 * left out, so that no text of a variable becomes a part of a style sheet or the address of a script.
 */
import { fieldsOf, textOf } from '../http/event';

export interface Branding {
  readonly name: string;
  readonly logoUrl: string | undefined;
  /** Where people get help: a page, or an e-mail address. */
  readonly supportUrl: string | undefined;
  readonly colors: Colors;
}

/** Undefined: the page's own colour. */
export type Colors = Readonly<Record<'brand' | 'brandText' | 'brandDark' | 'brandTextDark', string | undefined>>;

const COLOR = /^#[\da-f]{6}$/i;

/** `text` is JSON with the members of `Branding`. */
export function brandingOf(text: string): Branding {
  const given = fieldsOf(JSON.parse(text));
  const colors = fieldsOf(given.colors);
  return {
    name: textOf(given.name),
    logoUrl: urlOf(given.logoUrl, ['https:']),
    supportUrl: urlOf(given.supportUrl, ['https:', 'mailto:']),
    colors: {
      brand: colorOf(colors.brand),
      brandText: colorOf(colors.brandText),
      brandDark: colorOf(colors.brandDark),
      brandTextDark: colorOf(colors.brandTextDark),
    },
  };
}

const colorOf = (value: unknown): string | undefined => (COLOR.test(textOf(value)) ? textOf(value) : undefined);

const urlOf = (value: unknown, protocols: readonly string[]): string | undefined =>
  URL.canParse(textOf(value)) && protocols.includes(new URL(textOf(value)).protocol) ? textOf(value) : undefined;

/** The style sheet that gives the page the colours. It is empty if none is set. */
export function themeOf({ brand, brandText, brandDark, brandTextDark }: Colors): string {
  const light = ruleOf(brand, brandText);
  const dark = ruleOf(brandDark, brandTextDark);
  return `${light}${dark && `@media (prefers-color-scheme: dark) {\n${dark}}\n`}`;
}

function ruleOf(brand: string | undefined, text: string | undefined): string {
  const lines = [brand && `  --brand: ${brand};\n`, text && `  --brand-text: ${text};\n`].join('');
  return lines && `:root {\n${lines}}\n`;
}
