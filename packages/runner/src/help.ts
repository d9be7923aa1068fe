// What `nx run PROJECT:NAME --help` prints below Nx's own options: Nx does not say which NAME was
// asked for, so everything there is gets listed, and flags that several share are explained once.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Experiment } from './experiment.ts';
import { commandOf } from './options.ts';

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
  for (const settings of new Set(experiments.map((experiment) => experiment.settings))) {
    const sharing = experiments.filter((experiment) => experiment.settings === settings);
    const [first] = sharing;
    if (!first) continue;
    console.log(`\nFlags of ${sharing.map(({ name }) => name).join(', ')}:\n`);
    console.log(commandOf(first, project).helpInformation());
  }
}
