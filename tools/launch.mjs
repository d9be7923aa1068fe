#!/usr/bin/env node
// Runs one TypeScript entry point without a build. After a successful experiment it also builds the reports, unless
// SINGLORA_REPORTS is none, or --json or --quiet requests only output for programs.
//
//     tools/launch.mjs experiments/mnli.experiment.ts --preset smoke
//
// The exit code is the entry point's own (0 done, 1 failed, 2 wrong usage, 3 not what was expected, 128 + n stopped by signal n), or
// 128 + n where signal n ended it.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withStaging } from './bootstrap/cache.mjs';
import { endingOf, endWith, passedOn } from './bootstrap/ending.mjs';
import { requireLimits } from './bootstrap/limits.mjs';
import { endOnSecondPress } from './bootstrap/presses.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('Usage: tools/launch.mjs ENTRY.ts [ARGUMENTS]');
  process.exit(2);
}
const place = resolve(root, entry);
if (!existsSync(place)) {
  console.error(`There is no file ${place}. A relative path begins at ${root}.`);
  process.exit(2);
}

/** Node strips types itself from 22.18 on; earlier versions need tsx. */
const stripsTypes = Boolean(process.features.typescript);
// DEP0044: TensorFlow's package still calls util.isArray.
const nodeFlags = [
  '--conditions=@singlora/source',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=DEP0044',
];
const sourceFlags = stripsTypes ? [] : ['--import', 'tsx'];
// The young generation of JavaScript objects gets 2 MiB in place of 16: with earlier collection,
// the arrays through which a model is read do not pile up. A training process then peaks lower, at
// no cost in processor time. Building pages keeps millions of small objects, and would take a third
// longer. It gets 8 MiB, and its heap grows by an eighth before a collection, not to a multiple.
const memoryOf = (script) =>
  script.startsWith('reports/')
    ? ['--max-semi-space-size=8', '--heap-growing-percent=12']
    : ['--max-semi-space-size=2'];

// Tensors of some megabytes are allocated and freed all the time. By default glibc returns their
// pages to the system on each free and faults them in again, which makes a training step 50%
// slower. Programs that do not train are better off with less memory.
const allocator = {
  MALLOC_MMAP_THRESHOLD_: '1000000000',
  MALLOC_TRIM_THRESHOLD_: '1000000000',
  MALLOC_TOP_PAD_: '67108864',
};

const runner = 'lab/runner/src/main.ts';
const reports = 'reports/build.ts';
let child;
// A terminal sends Ctrl-C to the whole process group, so the child already has it. Other signals may reach
// only this process and are passed on; sent to the whole group they arrive twice, which is harmless. This
// process outlives the child to report its exit code, even if the terminal is gone.
const handle = (signal, pass) =>
  process.on(signal, () => (child ? pass() : process.exit(endingOf(null, signal).code)));
const presses = endOnSecondPress({ kill: () => child.kill('SIGKILL'), graceMs: 500 });
handle('SIGINT', presses.listener);
for (const signal of passedOn) handle(signal, () => child.kill(signal));
process.stderr.on('error', () => {});

const isCheck = entry.endsWith('/check.ts');
const isExperiment = isCheck || entry.endsWith('.experiment.ts');

/** The advice after a run's process was ended from outside. */
const remains = entry.endsWith('.experiment.ts')
  ? '; the same command goes on from the last checkpoint, if there is one'
  : isCheck
    ? '; the same command goes on from the last part that it finished, if there is one'
    : '';

function run(script, scriptArgs, { flags = sourceFlags, env = {}, of = script } = {}) {
  return new Promise((done, fail) => {
    const own = [...nodeFlags, ...memoryOf(of), ...flags];
    child = spawn(process.execPath, [...own, script, ...scriptArgs], {
      cwd: root,
      stdio: 'inherit',
      // fetch then uses HTTPS_PROXY, like npm and pip
      env: { ...env, NODE_USE_ENV_PROXY: '1', ...process.env },
    });
    child.on('error', fail);
    child.on('exit', (exitCode, signal) => {
      const { code, words } = endingOf(exitCode, presses.hasKilled() ? 'SIGINT' : signal);
      if (words) console.error(`\nThe process ${words}${remains}.`);
      done(code);
    });
  });
}

/** Runs the first of some entry points from a bundle of all, which loads faster; from its source where no bundle can be written. */
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
  const isOutside = relative(root, place).startsWith('..');
  const file = relative(root, isOutside ? realpathSync(place) : place); // by a link to the repository
  if (isExperiment) return runBundled([runner, file], [file, ...args], allocator);
  const isOfRepository = !file.startsWith('..') && !isAbsolute(file);
  return isOfRepository ? runBundled([file], args) : run(entry, args);
}

const asks = (flags) => args.some((argument) => flags.test(argument));
const informs = asks(/^(--help(=all)?|-h|--dry-run|--launch(=.*)?)$/);
try {
  requireLimits();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const code = await runEntry();
const isForPrograms = asks(/^--(json|dry-run=json|quiet)$/);
const buildsPages = code === 0 && isExperiment && !informs && !isForPrograms;
const builds = buildsPages && process.env.SINGLORA_REPORTS !== 'none';
endWith(builds ? await runBundled([reports], []) : code);
