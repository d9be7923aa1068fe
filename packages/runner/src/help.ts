// What `nx run PROJECT:NAME --help` prints below Nx's own options: Nx does not say which NAME was
// asked for, so all that the given folders hold is listed, and flags that several share are explained once.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Experiment } from './experiment.ts';
import { loadedFrom, loadExperiment, loadProjectOf } from './load.ts';
import { commandOf, listedFlags } from './options.ts';
import type { Project } from './project.ts';

const [, program = '', ...folders] = process.argv;
const place = (path: string) => loadedFrom(resolve(path), process.cwd(), program);

/** The folder's project, and its experiments. */
async function read(folder: string): Promise<[Project, Experiment[]]> {
  const project = await loadProjectOf(place(join(folder, 'project.ts')));
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => path.endsWith(project.ending));
  const experiments = files.map((file) => loadExperiment(place(join(folder, file))));
  return [project, await Promise.all(experiments)];
}

for (const folder of folders) {
  const [{ name: project, title, commands = {} }, experiments] = await read(folder);
  console.log(`\n${title} (nx run ${project}:NAME):`);
  const described = experiments.map(({ name, description }) => [name, description] as const);
  for (const [name, description] of [...described, ...Object.entries(commands)]) {
    console.log(`  ${name.padEnd(18)} ${description}`);
  }
  const explained = new Set<unknown>();
  for (const sharing of bySettings(experiments)) {
    const [first] = sharing as [Experiment];
    const flags = listedFlags(first);
    const own = flags.filter(([, { schema }]) => !explained.has(schema));
    const names = sharing.map(({ name }) => name).join(', ');
    if (own.length === flags.length) {
      console.log(`\nFlags of ${names}:\n`);
      console.log(commandOf(first, project).helpInformation());
    } else {
      console.log(`Besides those above, ${names} takes:`);
      for (const [flag, { schema }] of own)
        console.log(`  ${`--${flag} <value>`.padEnd(26)}  ${schema.description}`);
      console.log();
    }
    for (const [, { schema }] of flags) explained.add(schema);
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
