import { accessSync, constants, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';

const conditions = ['@singlora/source', 'module', 'node', 'development|production'];
const inFolders = (folders: string) => `${folders}/**/*.test.{ts,mjs}`;
const left = ['**/node_modules/**', '**/dist/**'];
// After an edit, what answers within minutes: real commands are for all tests.
if (process.argv.includes('--changed')) left.push('**/*.e2e.test.ts');

/**
 * Where a process loads modules once for all test files that it runs, not once for each: a third of the time. These tests
 * replace no module, leave the environment as it is, and start no backend: one that another file chose would stay.
 */
const sharing = [
  'lab/{comparison,glue,hub,pictures,records,reporting,runner,statistics,tracking}',
  'packages/core/src/{disk,errors,formats}',
  'lab/scaling/src/{exponents,slopes}',
  'experiments/{glue,judging,training}',
  'reports',
  'theory/{report,*/view}',
  'tools/{bootstrap,lint,site}',
]
  .map(inFolders)
  .concat('tools/*.test.mjs', 'lab/runtime/src/random*.test.ts');

/** Tests of the runs database run on a server of Postgres; all but those of the server itself run on SQLite, too. */
const ofServer = 'lab/tracking/src/postgres-store.test.ts';
const onPostgres = ['lab/tracking/src/{archive,processes,tracking,watched}.test.ts', ofServer];

/**
 * The same for tests on TensorFlow's backend, which takes a second to load. Those that replace a module or look at a fresh
 * process, such as one in which nothing is registered yet, are named `*.alone.test.ts`.
 */
const onTensorFlow =
  '{packages/core,lab/{dreambooth,models,scaling,training,runtime/src/compile},experiments,python,theory}/**/!(*.alone).test.ts';

/**
 * Where tests put their files: in memory where Linux has room there and runs programs from it, as databases and checkpoints
 * wait for a disk at each write.
 */
function temporaryFolder(): string {
  const memory = '/dev/shm';
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    const isLarge = bavail * bsize > 4 * 2 ** 30;
    const runsPrograms = !/ \/dev\/shm \S+ \S*noexec/.test(readFileSync('/proc/mounts', 'utf8'));
    return isLarge && runsPrograms ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

const setupFiles = ['tools/vitest-setup.mjs'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    env: { TMPDIR: process.env.TMPDIR ?? temporaryFolder() },
    // One more than cores: a fifth of the time tests wait for locks, signals and processes that they start.
    maxWorkers: availableParallelism() + 1,
    // Ends what hangs; a loaded machine takes several times longer than an idle one.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    reporters: ['default', './tools/tally-reporter.mjs'],
    projects: [
      {
        extends: true,
        test: { name: 'sharing', include: sharing, exclude: [...left, ofServer], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'on Postgres',
          include: onPostgres,
          isolate: false,
          env: { SINGLORA_TEST_DATABASE: 'postgres' },
          globalSetup: 'lab/tracking/src/postgres.test.setup.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'on TensorFlow',
          setupFiles,
          include: [onTensorFlow],
          exclude: [...left, ...sharing],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          setupFiles,
          include: [inFolders('{packages,lab,experiments,theory,reports,tools,python}')],
          exclude: [...left, ...sharing, onTensorFlow],
        },
      },
    ],
  },
});
