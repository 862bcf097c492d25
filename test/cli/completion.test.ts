/** The scripts complete what the declarations say, in a bash that runs them. */
import { execFileSync } from 'node:child_process';
import { completionScript } from '../../cli/completion';
import { VERBS } from '../../cli/verbs';

/** What bash offers after these words, of which the last one is not finished. */
function offered(...words: string[]): string[] {
  const script = `${completionScript('bash', VERBS)}
COMP_WORDS=(sallyport ${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_sallyport
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean);
}

test('bash offers commands, their second and third words, and options', () => {
  expect(offered('')).toEqual(expect.arrayContaining(['local', 'keys', 'clients', 'events', 'completion']));
  expect(offered('keys', 're')).toEqual(['resume', 'revoke', 'revoke-many']);
  expect(offered('clients', 'secrets', '')).toEqual(['list', 'add', 'delete']);
  expect(offered('keys', 'issue', 'x', '--sc')).toEqual(['--scope']);
  expect(offered('keys', 'revoke', 'x', '--y')).toEqual(['--yes']);
  expect(offered('keys', 'revoke-many', 'x', '--dry')).toEqual(['--dry-run']);
});

test('every verb is in the script of zsh too', () => {
  const script = completionScript('zsh', VERBS);

  for (const { name } of VERBS) expect(script).toContain(`    '${name} '*) words_now='`);
  expect(script).toMatch(/\ncompdef _sallyport sallyport$/);
  // zsh takes a letter behind a colon for a modifier, and completes nothing.
  expect(script).not.toMatch(/\$\{[^}]*:[A-Za-z]/);
  expect(script).not.toMatch(/\$\{[^}]*:\d+:[A-Za-z]/);
});
