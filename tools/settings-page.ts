/**
 * Writes docs/settings.md from the doc comments of the props and options that the package exports, so that the page and the
 * editor say the same.
 *
 *     npm run settings
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { fenced, oneLine } from './markdown';

const ROOT = join(__dirname, '..');
const PAGE = join(ROOT, 'docs', 'settings.md');

/** A part of the page: what it is about, and the interfaces or unions of objects that it shows, by their files. */
interface Part {
  readonly title: string;
  readonly about: string;
  readonly shown: readonly (readonly [file: string, name: string])[];
}

const PARTS: readonly Part[] = [
  {
    title: 'new Sallyport(scope, id, props)',
    about: 'Only `name` and `scopes` are needed.',
    shown: [
      ['lib/sallyport-props.ts', 'SallyportProps'],
      ['lib/state/key-life-props.ts', 'KeyLifeProps'],
      ['lib/state/state-props.ts', 'StateProps'],
      ['lib/functions/function-props.ts', 'FunctionProps'],
      ['lib/alarms/alarm-props.ts', 'AlarmProps'],
    ],
  },
  {
    title: 'sallyport.protect(resource, method, integration, options)',
    about:
      'Call it instead of `addMethod`: it adds the method and puts [a door](doors.md) before it. Beside the options below it takes ' +
      'those of `addMethod` that do not say who may call, for example `requestModels`, `requestParameters` and `requestValidator`. ' +
      '`sallyport.open(resource, method, integration, options)` takes those alone, and adds a method that anyone may call.',
    shown: [['lib/guarded-api/protect-options.ts', 'ProtectOptions']],
  },
  {
    title: 'A plan of `plans`',
    about: 'Rate and quota of an account or a key.',
    shown: [['lambda/domain/plans.ts', 'Plan']],
  },
  {
    title: '`portal`',
    about: 'The page for people ([the portal](portal.md)).',
    shown: [['lib/management-api/portal-props.ts', 'PortalProps']],
  },
  {
    title: '`colors` of `portal`',
    about: 'Any colour of CSS without a function.',
    shown: [['lib/management-api/portal-props.ts', 'PortalColors']],
  },
  {
    title: 'A form of `importedKeys`',
    about: 'How keys of an earlier system look ([bring your keys](bring-your-keys.md)).',
    shown: [['lib/state/imported-keys.ts', 'ImportedKeyForm']],
  },
  {
    title: 'sallyport.addClient(id, options)',
    about: 'A first-party client.',
    shown: [['lib/state/token-issuer.ts', 'FirstPartyClientOptions']],
  },
  {
    title: 'sallyport.addTokenCache(options)',
    about: 'A token endpoint that gives a client the token which it has.',
    shown: [['lib/token-cache.ts', 'TokenCacheOptions']],
  },
];

const HEAD = `# Settings

Every setting of the constructs, as its doc comment says it: what your editor shows. \`npm run settings\` writes this page. Which
of them may be changed on a live stack: [the life of a stack](life-of-a-stack.md).
`;

/** The page, from the sources of now. */
export function settingsPage(): string {
  return [HEAD, ...PARTS.map(partText)].join('\n');
}

const partText = ({ title, about, shown }: Part): string =>
  [`## ${title}\n\n${about}\n`, ...shown.flatMap(([file, name]) => membersOf(file, name).map(memberText))].join('\n');

/** The members, by their name: a union may have one several times. */
function membersOf(file: string, name: string): readonly (readonly ts.PropertySignature[])[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
      (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) && statement.name.text === name,
  );
  const members = new Map<string, ts.PropertySignature[]>();
  const take = (node: ts.Node): void => {
    if (!ts.isPropertySignature(node)) ts.forEachChild(node, take);
    else members.set(node.name.getText(), [...(members.get(node.name.getText()) ?? []), node]);
  };
  if (found !== undefined) ts.forEachChild(found, take);
  if (members.size === 0) throw new RangeError(`${file} has no ${name} with members`);
  return [...members.values()];
}

function memberText(members: readonly ts.PropertySignature[]): string {
  const docs = members.map((member) => ts.getJSDocCommentsAndTags(member).find(ts.isJSDoc));
  const tags = docs.flatMap((doc) => doc?.tags ?? []);
  const ofTag = (tag: string): readonly string[] =>
    once(tags.filter(({ tagName }) => tagName.text === tag).map(({ comment }) => ts.getTextOfJSDocComment(comment)));
  const [whenUnset] = ofTag('default').map(oneLine);
  const isNeeded = members.some(({ questionToken }) => questionToken === undefined);
  const asked = isNeeded ? 'Needed.' : whenUnset === undefined ? 'Optional.' : `Default: ${defaultText(whenUnset)}`;
  const types = once(members.map(({ type }) => oneLine(type?.getText() ?? '').replace(/^\| /, '')));
  const texts = once(docs.map((doc) => oneLine(ts.getTextOfJSDocComment(doc?.comment) ?? '')));
  return [
    `### \`${members[0]?.name.getText()}\`\n`,
    `Type \`${types.join(' | ')}\`. ${asked}\n`,
    `${withLinks(texts.join(' Or: '))}\n`,
    ...ofTag('example').map((example) => fenced('ts', example)),
  ].join('\n');
}

const once = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

/** A doc comment names pages from the root of the repository. */
const withLinks = (text: string): string => text.replaceAll(/\bdocs\/([\w-]+\.md)/g, '[$1]($1)');

/** `'sp'` as code; of `- none: …` and `true - it is so` the words as words. */
function defaultText(text: string): string {
  const [, value = '', words = ''] = /^((?!- )[^\s].*?)?(?:(?:^| )- (.*))?$/.exec(text) ?? [];
  return [value && `\`${value}\``, words].filter((part) => part !== '').join(': ') + '.';
}

if (require.main === module) writeFileSync(PAGE, settingsPage());
