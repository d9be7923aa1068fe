import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { experimentWords, wordsOf, type Experiment } from '@singlora/runner';
import { runsProgram } from '../runs/command.ts';
import { shells, type Words } from './script.ts';

/** The words that experiments, checks and `runs` accept, from their definitions in the repository `root`. */
export async function allWords(root: string): Promise<Words> {
  const words = new Map<string, readonly string[]>();
  const add = async (project: string, name: string, loaded: Promise<unknown>) => {
    const { default: experiment } = (await loaded) as { default: Experiment };
    words.set(`${project}:${name}`, experimentWords(experiment, project));
  };
  for (const file of (await readdir(join(root, 'experiments'))).sort()) {
    const [, name] = /^([\w-]+)\.experiment\.ts$/.exec(file) ?? [];
    if (name !== undefined) await add('experiments', name, import(`../../${name}.experiment.ts`));
  }
  for (const name of (await readdir(join(root, 'theory'))).sort())
    if (existsSync(join(root, 'theory', name, 'check.ts')))
      await add('theory', name, import(`../../../theory/${name}/check.ts`));
  for (const file of (await readdir(join(root, 'experiments/commands'))).sort()) {
    const [, name] = /^([\w-]+)\.ts$/.exec(file) ?? [];
    if (name !== undefined) words.set(`experiments:${name}`, []);
  }
  words.set('experiments:completion', shells);
  const { commands } = runsProgram({ print: () => undefined, complain: () => undefined });
  words.set(
    'experiments:runs',
    commands.map((command) => command.name()),
  );
  for (const command of commands) words.set(`experiments:runs ${command.name()}`, wordsOf(command));
  return words;
}
