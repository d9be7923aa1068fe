#!/usr/bin/env node
// Runs one TypeScript entry point without a build and, after an experiment that succeeded, builds the reports, unless
// SINGLORA_REPORTS is none, or --json or --quiet asks for no more than what programs read.
//
//     tools/launch.mjs experiments/mnli.experiment.ts --preset smoke
//
// The exit code is the entry point's own (0 done, 1 failed, 2 wrong usage, 3 not what was expected, 128 + n stopped by signal n), or 128 + n where
// signal n ended it.
import { spawn } from 'node:child_process';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withStaging } from './bootstrap/cache.mjs';
import { endingOf, endWith, passedOn } from './bootstrap/ending.mjs';
import { requireOpenFiles } from './bootstrap/open-files.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('Usage: tools/launch.mjs ENTRY.ts [ARGUMENTS]');
  process.exit(2);
}

/** Node 22.18 and later strip types themselves; before that tsx does. */
const stripsTypes = Boolean(process.features.typescript);
// DEP0044: TensorFlow's package still asks util.isArray.
const nodeFlags = [
  '--conditions=@singlora/source',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=DEP0044',
];
const sourceFlags = stripsTypes ? [] : ['--import', 'tsx'];
// JavaScript's youngest objects get 2 MiB in place of 16: collected sooner, the arrays that a model is read through
// do not pile up. A process that trains peaks lower, and takes no more of the processor's time. What makes pages keeps
// millions of small objects, and would take a third more: it gets 8 MiB, and its heap grows by an eighth before it is collected, not
// to a multiple.
const memoryOf = (script) =>
  script.startsWith('reports/')
    ? ['--max-semi-space-size=8', '--heap-growing-percent=12']
    : ['--max-semi-space-size=2'];

// Tensors of some megabytes are allocated and freed all the time. By default glibc returns their pages to the
// system on each free and faults them in again: a training step then takes 50% longer. What
// trains nothing does better with less memory.
const allocator = {
  MALLOC_MMAP_THRESHOLD_: '1000000000',
  MALLOC_TRIM_THRESHOLD_: '1000000000',
  MALLOC_TOP_PAD_: '67108864',
};

const runner = 'packages/runner/src/main.ts';
const reports = 'reports/build.ts';
let child;
// A terminal sends Ctrl-C to the whole process group, so the child has it already. The others
// may reach only us and are passed on: sent to the whole group they arrive twice, which does
// no harm. We outlive the child to report its exit code, even if the terminal is gone.
const handle = (signal, pass) =>
  process.on(signal, () => (child ? pass() : process.exit(endingOf(null, signal).code)));
handle('SIGINT', () => {});
for (const signal of passedOn) handle(signal, () => child.kill(signal));
process.stderr.on('error', () => {});

const isCheck = entry.endsWith('/check.ts');
const isExperiment = isCheck || entry.endsWith('.experiment.ts');

/** The advice where a run's process was ended from outside. */
const remains = entry.endsWith('.experiment.ts')
  ? '; the same command goes on from the last checkpoint'
  : isCheck
    ? '; the same command goes on from the last part that it finished'
    : '';

function run(script, scriptArgs, { flags = sourceFlags, env = {}, of = script } = {}) {
  return new Promise((done, fail) => {
    const own = [...nodeFlags, ...memoryOf(of), ...flags];
    child = spawn(process.execPath, [...own, script, ...scriptArgs], {
      cwd: root,
      stdio: 'inherit',
      // fetch, like npm and pip, heeds HTTPS_PROXY
      env: { ...env, NODE_USE_ENV_PROXY: '1', ...process.env },
    });
    child.on('error', fail);
    child.on('exit', (exitCode, signal) => {
      const { code, words } = endingOf(exitCode, signal);
      if (words) console.error(`\nThe process ${words}${remains}.`);
      done(code);
    });
  });
}

/** Runs the first of some entry points from a bundle of all, which loads faster; from its source where none can be written. */
async function runBundled(entries, scriptArgs, env = {}) {
  let begun = false;
  const bundled = withStaging(join(root, 'node_modules/.cache'), async (folder) => {
    const { bundle } = await import('./bundle.mjs');
    const [main] = await bundle(root, entries, folder);
    begun = true;
    return run(main, scriptArgs, { flags: ['--enable-source-maps'], env, of: entries[0] });
  });
  return bundled.catch((error) => {
    if (begun) throw error;
    return run(entries[0], scriptArgs, { env });
  });
}

function runEntry() {
  const file = relative(root, resolve(root, entry));
  if (isExperiment) return runBundled([runner, file], [file, ...args], allocator);
  const isOfRepository = !file.startsWith('..') && !isAbsolute(file);
  return isOfRepository ? runBundled([file], args) : run(entry, args);
}

const asks = (flags) => args.some((argument) => flags.test(argument));
const informs = asks(/^(--help(=all)?|-h|--dry-run|--launch(=.*)?)$/);
try {
  requireOpenFiles();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const code = await runEntry();
const isForPrograms = asks(/^--(json|dry-run=json|quiet)$/);
const buildsPages = code === 0 && isExperiment && !informs && !isForPrograms;
const builds = buildsPages && process.env.SINGLORA_REPORTS !== 'none';
endWith(builds ? await runBundled([reports], []) : code);
