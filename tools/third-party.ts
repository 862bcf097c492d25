/** The packages whose code is in a bundle, and the text of their licences, which has to go where the code goes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of each bundle the paths of the files that it was made of: a metafile of esbuild, or the same of another bundler. */
export interface Inputs {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

export interface ThirdParty {
  /** Name and version, for example `zod@4.6.7`. */
  readonly name: string;
  /** SPDX expression, for example `MIT`. */
  readonly license: string;
  /** The text of the package's licence files; empty if it has none. */
  readonly text: string;
}

const FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Each package that a file was taken of, by name. `root` is the folder that the bundle was made in. */
export function thirdPartiesOf(bundles: readonly Inputs[], root: string): readonly ThirdParty[] {
  const files = bundles.flatMap(({ outputs }) => Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)));
  const folders = new Set(files.flatMap((file) => FOLDER.exec(file)?.[0] ?? []));
  const parties = [...folders].map((folder) => thirdPartyIn(join(root, folder)));
  return [...new Map(parties.map((party) => [party.name, party])).values()].sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
}

function thirdPartyIn(folder: string): ThirdParty {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  // Also below: a native build holds code of others in turn.
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isLicense).sort();
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8').trim());
  const { name, version, license } = manifest;
  return {
    name: `${String(name)}@${String(version)}`,
    license: String(license instanceof Object && 'type' in license ? license.type : license),
    text: texts.join('\n\n'),
  };
}

/** The text that the package carries: each package with its licence, and each text once. */
export function noticeOf(parties: readonly ThirdParty[]): string {
  const byText = new Map<string, ThirdParty[]>();
  for (const party of parties) byText.set(party.text, [...(byText.get(party.text) ?? []), party]);
  const parts = [...byText].map(
    ([text, those]) => `${those.map(({ name, license }) => `${name} (${license})`).join('\n')}\n\n${text}\n`,
  );
  return ['The bundles of this package hold code of these packages.\n', ...parts].join(`\n${'-'.repeat(72)}\n\n`);
}

const isLicense = (file: string): boolean =>
  !/(?:^|[/\\])node_modules[/\\]/.test(file) && /(?:^|[/\\])(?:licen[cs]e|notice|copying)(?:[.-][^/\\]*)?$/i.test(file);
