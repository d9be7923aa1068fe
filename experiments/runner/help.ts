// What `nx run experiments:NAME --help` prints below Nx's own options: Nx does not say which NAME was
// asked for, so every experiment is listed, and flags that several share are explained once.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Experiment } from './experiment.ts';
import { commandOf } from './options.ts';

const folder = join(import.meta.dirname, '..');
const files = readdirSync(folder).filter((name) => name.endsWith('.experiment.ts'));
const experiments = await Promise.all(
  files.map(async (file) => {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as {
      default: Experiment;
    };
    return module.default;
  }),
);

console.log('\nExperiments:');
for (const { name, description } of experiments) console.log(`  ${name.padEnd(14)} ${description}`);
console.log('  runs           Lists the recorded runs; `runs show ID` shows one.');
for (const settings of new Set(experiments.map((experiment) => experiment.settings))) {
  const sharing = experiments.filter((experiment) => experiment.settings === settings);
  const [first] = sharing;
  if (!first) continue;
  console.log(`\nFlags of ${sharing.map(({ name }) => name).join(', ')}:\n`);
  console.log(commandOf(first).helpInformation());
}
