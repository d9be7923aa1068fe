import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from '../../packages/core/src/disk/lock.mjs';
import { findPip } from '../../lab/hub/src/pip.mjs';
import { buildAddon, findCompiler } from './addon.mjs';
import { cacheFolder } from './cache.mjs';
import { endingOf, endWith, requests } from './ending.mjs';
import {
  SetupError,
  explainWrite,
  fallbackNotice,
  missingTools,
  unknownOption,
} from './errors.mjs';
import { inPlace } from './in-place.mjs';
import { fetchLibrary, isLibraryWhole, libraryFolder, patience } from './library.mjs';
import { arePackagesInstalled, installPackages } from './packages.mjs';
import { chooseLibrary, hasNvidiaGpu, thisMachine } from './platform.mjs';
import { Report } from './report.mjs';

/** The repository this file is in. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Makes the checkout ready to run: npm packages, TensorFlow's library, its addon. Parts that are in
 * place stay untouched, so a second call takes milliseconds.
 *
 * @param {{ gpu?: boolean, signal?: AbortSignal, report?: Report, env?: NodeJS.ProcessEnv }} [options]
 *   `gpu` is set by --gpu or --no-gpu; by default a GPU is used where there is one
 * @returns {Promise<string | undefined>} the library's folder, or undefined where the native
 * backend is not available and the portable one is used
 */
async function setUp({ gpu, signal, report = new Report(), env = process.env } = {}) {
  const ready = readyLibrary(gpu);
  if (ready) return ready;
  report.line('Setting up (a first time takes a minute or two, and 1.3 GB of disk) …');
  const onWait = (holder) =>
    report.line(`  Waiting for another set-up of this checkout (${holder}) …`);
  return withLock(
    join(root, '.nx/setup.lock'), // .nx is not committed, and npm ci leaves it alone
    { ...patience, signal, onWait },
    async (share) => {
      if (!arePackagesInstalled(root)) {
        await report.phase('npm packages', () =>
          installPackages(root, { env, signal, onSpawn: share }),
        );
      }
      const library = readyLibrary(gpu) ?? (await setUpNative({ gpu, signal, report, env }));
      const summary = report.summary();
      if (summary) report.line(summary);
      return library;
    },
  ).catch((error) => {
    throw explainWrite(error, root);
  });
}

/** The library in use when nothing is left to do. */
function readyLibrary(gpu) {
  const library = arePackagesInstalled(root) ? inPlace(root) : undefined;
  const isCuda = library && basename(library).includes('-cuda-');
  return gpu === undefined || gpu === isCuda ? library : undefined;
}

/** Sets up the native backend; where that is not possible, prints the reason and the cost. */
async function setUpNative({ gpu, signal, report, env }) {
  try {
    const found = gpu !== false && (await hasNvidiaGpu({ env, signal }));
    const key = chooseLibrary(thisMachine(), { asked: gpu, found });
    for (const line of key.endsWith('-cuda') ? cudaNotices(found) : []) report.line(`  ${line}`);
    const cache = cacheFolder(env);
    const cached = libraryFolder(cache, key);
    const isCached = isLibraryWhole(cached);
    const { compiler, pip } = await findTools(isCached, { env, signal });
    const library = isCached ? cached : await fetchLibrary(cache, key, { pip, report, signal });
    await report.phase('addon', () =>
      buildAddon(root, compiler, library, { signal, onNotice: (text) => report.line(text) }),
    );
    return inPlace(root);
  } catch (error) {
    // With a file other than the pinned one, or an option that cannot be met, the set-up must not continue.
    const fatal = ['WHEEL_CHECKSUM', 'ARCHIVE_INVALID', 'GPU_UNSUPPORTED'];
    if (!(error instanceof SetupError) || fatal.includes(error.code)) throw error;
    report.line(`${error.message}\n${fallbackNotice}`);
    return undefined;
  }
}

/** The notices on the CUDA build before it is fetched. */
export const cudaNotices = (found) => [
  'Using the CUDA build of TensorFlow: 2.4 GB to download, 4 GB on disk. It is not tested on a GPU yet; --no-gpu goes back to the CPU.',
  ...(found ? [] : ['No GPU was found (nvidia-smi lists none), so that it will run on the CPU.']),
];

/** Finds what is needed from outside, and names everything that is missing at once. */
async function findTools(cached, options) {
  const compiler = await findCompiler(options);
  const pip = cached ? {} : await findPip(options);
  const missing = [...(compiler ? [] : ['compiler']), ...(pip.missing ? [pip.missing] : [])];
  if (missing.length > 0) throw missingTools(missing);
  return { compiler, pip: pip.command };
}

/** Takes --gpu and --no-gpu out of a command line. */
export function takeGpuOption(args) {
  const options = { '--gpu': true, '--no-gpu': false };
  const asked = args.filter((arg) => arg in options).at(-1);
  return { gpu: options[asked], rest: args.filter((arg) => !(arg in options)) };
}

/**
 * Runs a command-line program that begins with the set-up: it prints failures plainly, and Ctrl-C
 * stops the set-up cleanly.
 *
 * @param {(library: string | undefined) => Promise<number>} after gives the exit code
 */
export async function main(gpu, after) {
  const abort = new AbortController();
  const stop = (name) => abort.abort(name);
  for (const name of requests) process.on(name, stop);
  try {
    const library = await setUp({ gpu, signal: abort.signal });
    for (const name of requests) process.off(name, stop);
    endWith(await after(library));
  } catch (error) {
    if (abort.signal.aborted) {
      process.stderr.write('\nThe set-up was interrupted. The same command goes on with it.\n');
      process.exitCode = endingOf(null, abort.signal.reason).code;
    } else {
      process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
      process.exitCode = 1;
    }
  }
}

if (
  existsSync(process.argv[1]) &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  const { gpu, rest } = takeGpuOption(process.argv.slice(2));
  if (rest.length > 0) {
    process.stderr.write(`${unknownOption(rest[0], ['--gpu', '--no-gpu']).message}\n`);
    process.exitCode = 2;
  } else {
    await main(gpu, (library) => {
      process.stdout.write(
        library
          ? `Ready: native TensorFlow from ${library}\n`
          : 'Ready, on the WebAssembly backend.\n',
      );
      return Promise.resolve(0);
    });
  }
}
