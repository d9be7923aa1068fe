// `npm start [-- ARGUMENTS]`: set up what is missing, run the MNLI experiment, build its report.
import { join } from 'node:path';
import { forward } from './forward.mjs';
import { main, root, takeGpuOption } from './setup.mjs';

const { gpu, rest } = takeGpuOption(process.argv.slice(2));
await main(gpu, () =>
  forward(
    process.execPath,
    [join(root, 'tools/launch.mjs'), join(root, 'experiments/mnli.experiment.ts'), ...rest],
    { cwd: root },
  ),
);
