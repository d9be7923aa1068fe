import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { addonDoesNotLoad, builtWithoutKernels, compileFailed, explainWrite } from './errors.mjs';
import { addonPath, napiVersion, recordBuilt } from './in-place.mjs';
import { run } from '../../lab/hub/src/run.mjs';
import { addonSources } from './sources.mjs';

// IS_SLIM_BUILD: the parts of kernels.h for plug-in devices need headers that are not unpacked.
const flags = [
  ...['-std=c++17', '-O3', '-fPIC', '-w', '-pthread'],
  ...['-DIS_SLIM_BUILD', `-DNAPI_VERSION=${napiVersion}`],
  // see session-options.cc and calls.cc
  ...['-DTF_NewSessionOptions=singlora_session_options', '-DTF_SessionRun=singlora_session_run'],
  '-DTFE_Execute=singlora_execute',
];

/** The first C++ compiler that runs, starting with CXX; undefined when there is none. */
export async function findCompiler({ env = process.env, signal } = {}) {
  for (const compiler of [env.CXX, 'c++', 'g++', 'clang++'].filter(Boolean)) {
    const { code } = await run(compiler, ['--version'], { env, signal });
    if (code === 0) return compiler;
  }
  return undefined;
}

/**
 * Compiles the addon against a library, tests that it loads, and installs it. With a compiler too old for
 * @singlora/core/kernels' operations it is built without them, and slower; `onNotice` gets a line about that.
 * @throws {SetupError} `ADDON_COMPILE`, `ADDON_LOAD`
 */
export async function buildAddon(root, compiler, library, { signal, onNotice } = {}) {
  const target = addonPath(root);
  const folder = dirname(target);
  const building = join(folder, `.building-${process.pid}`);
  const aside = join(building, 'addon.node');
  try {
    await mkdir(folder, { recursive: true });
    for (const left of await readdir(folder)) {
      if (left.startsWith('.building-'))
        await rm(join(folder, left), { recursive: true, force: true });
    }
    await mkdir(building);
    const own = addonSources(root);
    const call = (args) => run(compiler, args, { signal });
    const compile = async (sources) => {
      const { objects, failed } = await compileEach(call, { root, library, sources, building });
      return failed ?? call(await linkerArguments(library, objects, aside));
    };
    const whole = await compile([
      ...own.process,
      ...own.kernels.filter((path) => path.endsWith('.cc')),
    ]);
    if (whole.code !== 0) {
      const plain = await compile(own.process);
      if (plain.code !== 0) throw compileFailed(compiler, plain.output);
      onNotice?.(builtWithoutKernels(compiler, whole.output));
    }

    const load = `process.dlopen({ exports: {} }, ${JSON.stringify(aside)})`;
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
    const loaded = await run(process.execPath, ['-e', load], { env, signal });
    if (loaded.code !== 0) throw addonDoesNotLoad(loaded.signal ?? loaded.output);

    await rename(aside, target);
    await recordBuilt(root, library);
  } catch (error) {
    throw explainWrite(error, folder);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/** Compiles tfjs-node's sources and ours to objects, one per core at a time; stops at the first failure. */
async function compileEach(call, { root, library, sources, building }) {
  const tfjs = join(root, 'node_modules/@tensorflow/tfjs-node-gpu');
  const includes = [
    ...[tfjs, join(root, 'node_modules/node-api-headers/include')],
    join(library, 'tensorflow/include'),
  ];
  const binding = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjs, 'binding', name));
  const all = [...binding, ...sources].map((source, i) => [source, join(building, `${i}.o`)]);
  const left = [...all];
  let failed;
  const compileNext = async () => {
    for (let next = left.shift(); next && !failed; next = left.shift()) {
      const [source, object] = next;
      const include = includes.map((path) => `-I${path}`);
      const ended = await call([...flags, ...include, '-c', source, '-o', object]);
      if (ended.code !== 0) failed = ended;
    }
  };
  const compiling = Array.from({ length: availableParallelism() }, compileNext);
  await Promise.allSettled(compiling); // when one is stopped, the others still write
  await Promise.all(compiling);
  return { objects: all.map(([, object]) => object), failed };
}

async function linkerArguments(library, objects, output) {
  const folder = join(library, 'tensorflow');
  const shared = (await readdir(folder)).filter((name) => name.startsWith('libtensorflow_'));
  return [
    ...['-shared', '-pthread', ...objects],
    // The node program itself provides N-API's functions.
    ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
    ...shared.map((name) => join(folder, name)),
    `-Wl,-rpath,${folder}`,
    ...['-o', output],
  ];
}
