import { noGpuLibrary, unsupportedMachine } from './errors.mjs';
import { run } from '../../lab/hub/src/run.mjs';
import { libraries } from './wheels.mjs';

/**
 * The name of the library for a machine, a key of `libraries`.
 *
 * @param {{ platform: string, arch: string, musl: boolean }} machine as Node names them
 * @param {{ asked: boolean | undefined, found: boolean }} gpu `asked` is --gpu or --no-gpu
 * @throws {SetupError} `MACHINE_UNSUPPORTED`, or `GPU_UNSUPPORTED` when --gpu cannot be honoured
 */
export function chooseLibrary({ platform, arch, musl }, gpu) {
  const machine = `${platform}-${arch}`;
  if (musl) throw unsupportedMachine(machine, ' with musl');
  const hasCuda = `${machine}-cuda` in libraries;
  if (gpu.asked && !hasCuda) throw noGpuLibrary(machine);
  if (hasCuda && (gpu.asked ?? gpu.found)) return `${machine}-cuda`;
  if (!(`${machine}-cpu` in libraries)) throw unsupportedMachine(machine, '');
  return `${machine}-cpu`;
}

/** This machine. Node's own report names glibc if it runs on that. */
export function thisMachine() {
  const { platform, arch } = process;
  const musl = platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  return { platform, arch, musl };
}

/** Whether NVIDIA's driver is installed and sees a GPU. */
export async function hasNvidiaGpu(options) {
  const { code, output } = await run('nvidia-smi', ['-L'], options);
  return code === 0 && /^GPU \d/m.test(output);
}
