// What `nx run PROJECT:NAME --help` prints below Nx's own options: Nx does not say which NAME was
// asked for, so everything there is gets listed, and flags that several share are explained once.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import type { Experiment } from './experiment.ts';
import { commandOf, flagOf } from './options.ts';

const root = join(import.meta.dirname, '../../..');
const kinds = [
  { project: 'experiments', ending: '.experiment.ts', title: 'Experiments' },
  { project: 'theory', ending: '.check.ts', title: 'Checks of the theory' },
];

async function read(project: string, ending: string): Promise<Experiment[]> {
  const folder = join(root, project);
  const files = readdirSync(folder).filter((name) => name.endsWith(ending));
  const modules = files.map(async (file) => {
    const url = pathToFileURL(join(folder, file)).href;
    return ((await import(url)) as { default: Experiment }).default;
  });
  return Promise.all(modules);
}

for (const { project, ending, title } of kinds) {
  const experiments = await read(project, ending);
  console.log(`\n${title} (nx run ${project}:NAME):`);
  for (const { name, description } of experiments) {
    console.log(`  ${name.padEnd(18)} ${description}`);
  }
  if (project === 'experiments') {
    console.log('  runs               Lists the recorded runs; `runs show ID` shows one.');
  }
  const explained = new Set<unknown>();
  for (const sharing of bySettings(experiments)) {
    const [first] = sharing as [Experiment];
    const flags = Object.entries(first.settings.shape);
    const own = flags.filter(([, schema]) => !explained.has(schema));
    const names = sharing.map(({ name }) => name).join(', ');
    if (own.length === flags.length) {
      console.log(`\nFlags of ${names}:\n`);
      console.log(commandOf(first, project).helpInformation());
    } else {
      console.log(`Besides those above, ${names} takes:`);
      for (const [key, schema] of own) {
        console.log(
          `  ${`--${flagOf(key)} <value>`.padEnd(26)}  ${(schema as z.ZodType).description}`,
        );
      }
      console.log();
    }
    for (const [, schema] of flags) explained.add(schema);
  }
}

/** The experiments that have all their flags in common, most first. */
function bySettings(experiments: readonly Experiment[]): Experiment[][] {
  const groups = new Map<unknown, Experiment[]>();
  for (const experiment of experiments) {
    groups.set(experiment.settings, [...(groups.get(experiment.settings) ?? []), experiment]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}
