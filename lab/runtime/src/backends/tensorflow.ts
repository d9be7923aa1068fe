import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { coresOf } from '../cores.ts';
import { restoreUtil } from './restore-util.ts';
import type { BackendStarter, Threads } from './starter.ts';

/** The parts of tfjs-node's own module that its types leave out. */
interface NativeModule {
  ready(): Promise<void>;
  backend(): { isUsingGpuDevice: boolean; binding: { TF_Version: string } };
}

/** TensorFlow's C library behind the addon of `@tensorflow/tfjs-node-gpu`: the CPU or a CUDA GPU. */
export const tensorflow: BackendStarter = {
  name: 'tensorflow',
  cost: '',
  remedy: "In a clone, 'npm run setup' fetches TensorFlow's library and builds the addon.",
  async start(wanted) {
    restoreUtil();
    // TensorFlow reads this when its library loads: 2 leaves errors and drops start-up notices.
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    choosePrecision(process.env);
    const threads = chooseThreads(process.env, wanted);
    const require = createRequire(import.meta.url);
    const native = require('@tensorflow/tfjs-node-gpu') as NativeModule;
    await native.ready();
    const { isUsingGpuDevice, binding } = native.backend();
    const cpu = `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
    const place = isUsingGpuDevice ? 'GPU' : isCudaBuild() ? `${cpu}; no GPU was found` : cpu;
    return {
      name: 'tensorflow',
      device: isUsingGpuDevice ? 'gpu' : 'cpu',
      description: `TensorFlow ${binding.TF_Version} native, ${place}`,
    };
  },
};

/** Whether the loaded library is the CUDA build, which exists for Linux only, judged by the folder from the set-up. */
export function isCudaBuild(maps = '/proc/self/maps'): boolean {
  return existsSync(maps) && /-cuda-[^/]*\/.*libtensorflow_cc/.test(readFileSync(maps, 'utf8'));
}

/**
 * Keeps products in float32. On NVIDIA's GPUs TensorFlow rounds the factors of float32 products to TF32's 10 bits. Here float32 is
 * float32 unless SINGLORA_TF32=1; NVIDIA's libraries read their own variable when they load.
 */
function choosePrecision(env: NodeJS.ProcessEnv): void {
  if (env['SINGLORA_TF32'] !== '1') env['NVIDIA_TF32_OVERRIDE'] ??= '0';
}

/**
 * Compiled steps compute the halves of a batch side by side, so two operations run at a time and share the cores: all of
 * the machine's, or as many as SINGLORA_CORES says. Where one runs at a time, graphs run on Node's thread
 * (tools/bootstrap/calls.cc). Values that the user has set are kept. TensorFlow reads them when it loads.
 *
 * @returns how many threads an operation may use
 */
function chooseThreads(
  env: NodeJS.ProcessEnv,
  { threadsPerOperation: wanted, operationsAtOnce = 2 }: Threads,
): number {
  const cores = coresOf(env);
  env['TF_NUM_INTEROP_THREADS'] ??= String(Math.min(operationsAtOnce, cores));
  const threads = typeof wanted === 'function' ? wanted(cores) : (wanted ?? cores);
  env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  return Number(env['TF_NUM_INTRAOP_THREADS']);
}
