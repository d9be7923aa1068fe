import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { completionScript, type Shell } from './script.ts';

const words = new Map([
  [
    'experiments:mnli',
    ['--preset=', '--preset=laptop', '--preset=smoke', '--precision=', '--force'],
  ],
  ['experiments:runs', ['list', 'watch']],
  ['experiments:runs list', ['--status=', '--status=failed', '--status=finished', "--o'dd"]],
  ['theory:transfer', ['--families=', '--families=encoder', '--families=mlp']],
]);

/** The words that a shell itself offers after a line; undefined where it is not installed. */
const asking: Readonly<Record<Shell, (line: string) => string | undefined>> = {
  bash: (line) =>
    answer(
      'bash',
      '-c',
      `${completionScript('bash', words)}
COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDBREAKS=':='; _singlora; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      line,
    ),
  // zsh completes only in its editor, so this reads the source of its completions.
  zsh: (line) =>
    answer(
      'zsh',
      '-fc',
      `compdef() { :; }\n${completionScript('zsh', words)}\n_singlora_candidates "$1"`,
      'zsh',
      line,
    ),
  fish: (line) =>
    answer(
      'fish',
      '--no-config',
      '-c',
      `${completionScript('fish', words)}\ncomplete -C $argv[1]`,
      line,
    ),
};

function answer(program: string, ...args: string[]): string | undefined {
  const { stdout, error } = spawnSync(program, args, { encoding: 'utf8' });
  return error ? undefined : stdout;
}

const lines: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['npx nx run theory:', ['theory:transfer']],
  ['npx nx run experiments:mnli -- --pre', ['--precision=', '--preset=']],
  ['nx run experiments:mnli --preset=s', ['--preset=smoke']],
  ['nx run experiments:mnli --force --preset=', ['--preset=laptop', '--preset=smoke']],
  ['npx nx run theory:transfer -- --families=mlp,en', ['--families=mlp,encoder']],
  ['npx nx run experiments:runs -- wa', ['watch']],
  ['npx nx run experiments:runs list --status=f', ['--status=failed', '--status=finished']],
  ['npx nx run experiments:runs -- list --o', []],
];

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  test.skipIf(asking[shell]('') === undefined).each(lines)(
    'after "%s" offers %j',
    (line, offered) => {
      // Bash replaces the text after the last ":" or "=".
      const shown =
        shell === 'bash' ? offered.map((word) => word.replace(/.*[:=](?=.)/, '')) : offered;
      const found = (asking[shell](line) ?? '').split('\n').filter((word) => word !== '');
      expect(found.sort()).toEqual(shown);
    },
  );
});
