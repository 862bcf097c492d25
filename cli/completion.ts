/** `sallyport completion`: the script with which a shell completes verbs and options, made from the declarations. */
import { type Verb, UsageError } from './declaration';
import { defineVerb } from './verb';

const SHELLS = ['bash', 'zsh'] as const;
type Shell = (typeof SHELLS)[number];

/** The verb for a list of verbs that is complete only after it was made. */
export const completionVerb = (verbs: () => readonly Verb[]): Verb =>
  defineVerb({
    name: 'completion',
    summary: 'Prints a script that completes commands and options',
    arguments: {
      shell: {
        help: SHELLS.join(' or '),
        read: (text: string): Shell => {
          const shell = SHELLS.find((one) => one === text);
          if (shell !== undefined) return shell;
          throw new UsageError(`is ${SHELLS.join(' or ')}, not ${text}`);
        },
      },
    },
    options: {},
    notes: 'In ~/.bashrc or ~/.zshrc: eval "$(sallyport completion bash)", or zsh.',
    run: ({ shell }) => {
      console.log(completionScript(shell, verbs()));
      return Promise.resolve(0);
    },
  });

/** Names of verbs and options have letters and dashes alone, so nothing in the script needs quoting. */
export function completionScript(shell: Shell, verbs: readonly Verb[]): string {
  const cases = [...wordsAfter(verbs)].map(([typed, next]) => `    '${typed}') words='${next.join(' ')}' ;;`);
  const options = [...verbs]
    // The longest name first: what follows `clients secrets list` is no option of `clients`.
    .sort((one, other) => other.name.length - one.name.length)
    .map(({ name, options: names }) => `    '${name} '*) words='${namesOf(Object.keys(names))}' ;;`);
  return SCRIPTS[shell](['  case "$typed" in', ...cases, ...options, '  esac'].join('\n'));
}

const namesOf = (options: readonly string[]): string => [...options, 'help'].map((name) => `--${name}`).join(' ');

/** The words that may follow what was typed; a space ends each typed word. */
function wordsAfter(verbs: readonly Verb[]): ReadonlyMap<string, readonly string[]> {
  const after = new Map<string, string[]>();
  for (const { name } of verbs) {
    const words = name.split(' ');
    for (const [at, word] of words.entries()) {
      const typed = words
        .slice(0, at)
        .map((one) => `${one} `)
        .join('');
      const known = after.get(typed) ?? [];
      if (!known.includes(word)) after.set(typed, [...known, word]);
    }
  }
  return after;
}

const SCRIPTS: Readonly<Record<Shell, (cases: string) => string>> = {
  bash: (cases) => `_sallyport() {
  local typed="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do typed+="$word "; done
${cases}
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _sallyport sallyport`,
  zsh: (cases) => `_sallyport() {
  local typed="" words_now="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do typed+="$word "; done
${cases.replaceAll(" words='", " words_now='")}
  compadd -- \${=words_now}
}
compdef _sallyport sallyport`,
};
