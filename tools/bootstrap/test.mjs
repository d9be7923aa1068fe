// `npm test [-- ARGUMENTS]`: set up what is missing, run the tests.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { forward } from './forward.mjs';
import { main, root } from './setup.mjs';

// Every run asks Git for changes; in a fresh clone Git would read all files each time.
spawnSync('git', ['update-index', '-q', '--refresh'], { cwd: root, stdio: 'ignore' });

await main(undefined, () =>
  forward(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)],
    { cwd: root },
  ),
);
