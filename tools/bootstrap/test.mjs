// `npm test [-- ARGUMENTS]`: set up what is missing, run the tests.
import { join } from 'node:path';
import { forward } from './forward.mjs';
import { main, root } from './setup.mjs';

await main(undefined, () =>
  forward(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)],
    { cwd: root },
  ),
);
