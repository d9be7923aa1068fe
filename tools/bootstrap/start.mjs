// `npm start [-- ARGUMENTS]`: set up what is missing, run the MNLI experiment, build its report.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { forward } from './forward.mjs';
import { isCuda, main, root, takeGpuOption } from './setup.mjs';

const experiment = [join(root, 'tools/launch.mjs'), join(root, 'experiments/mnli.experiment.ts')];
const { gpu, rest } = takeGpuOption(process.argv.slice(2));
await main(gpu, (library) => {
  // Two runs at a time use two cores better than one does. On a GPU the first takes all of its memory.
  const jobs = library && isCuda(library) ? 1 : Math.min(2, availableParallelism());
  return forward(process.execPath, [...experiment, `--jobs=${jobs}`, ...rest], { cwd: root });
});
