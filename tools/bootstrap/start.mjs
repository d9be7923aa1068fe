// `npm start [-- ARGUMENTS]`: set up what is missing, run the MNLI experiment, build its report.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { forward } from './forward.mjs';
import { main, root, takeGpuOption } from './setup.mjs';

/** Two runs at a time use two cores better than one does. */
const jobs = `--jobs=${Math.min(2, availableParallelism())}`;
const { gpu, rest } = takeGpuOption(process.argv.slice(2));
await main(gpu, () =>
  forward(
    process.execPath,
    [join(root, 'tools/launch.mjs'), join(root, 'experiments/mnli.experiment.ts'), jobs, ...rest],
    { cwd: root },
  ),
);
