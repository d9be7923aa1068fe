import { expect, test } from 'vitest';
import { commandLine } from './command-line.ts';

test('is what a person types, whichever part of the runs was made', () => {
  const typed = 'npx nx run experiments:mnli --seeds=0,1 --lr search';
  const argv = ['--seeds=0,1', '--lr', 'search'];
  expect(commandLine('experiments', 'mnli', argv)).toBe(typed);
  expect(commandLine('experiments', 'mnli', [...argv, '--shard=1/2'])).toBe(typed);
  expect(commandLine('experiments', 'mnli', ['--shard', '2/2', ...argv])).toBe(typed);
  expect(commandLine('experiments', 'mnli', ['--jobs=2', ...argv])).toBe(typed);
  expect(commandLine('experiments', 'mnli', [...argv, '--continue=0123abcd'])).toBe(typed);
  const alone = ['--keep-going', ...argv, '--no-wait'];
  expect(commandLine('experiments', 'mnli', alone)).toBe(typed);
});

test('quotes what a shell would take apart', () => {
  expect(commandLine('experiments', 'dreambooth', ['--subject=my dog'])).toBe(
    "npx nx run experiments:dreambooth '--subject=my dog'",
  );
});
