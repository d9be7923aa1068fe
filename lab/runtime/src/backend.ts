import { cpu } from './backends/cpu.ts';
import { tensorflow } from './backends/tensorflow.ts';
import type { Backend, BackendName, BackendStarter, Threads } from './backends/starter.ts';
import { wasm } from './backends/wasm.ts';
import { coresOf } from './cores.ts';
import { askedBackend } from './environment.ts';
import { fallbackWarning, noBackend, startedBackend, unavailableBackend } from './errors.ts';

/** The backend that is accepted, and the listener for a slower one. */
export interface StartOptions extends Threads {
  /** The only backend to accept; otherwise SINGLORA_BACKEND; otherwise the fastest that starts. */
  prefer?: BackendName;
  env?: NodeJS.ProcessEnv;
  /** Called once for every backend that could not start; by default prints to stderr. */
  warn?: (line: string) => void;
}

/** Fastest first. */
const starters: readonly [BackendStarter, ...BackendStarter[]] = [tensorflow, wasm, cpu];

let running: Promise<Backend> | undefined;

/**
 * Starts the backend of this process, once: later calls return the same one.
 *
 * A backend that was asked for (by `prefer`, else SINGLORA_BACKEND) is started or the call fails. With none
 * asked for, the fastest that starts wins, and `warn` is called with the cost of that choice.
 *
 * @throws RuntimeError `BACKEND_UNKNOWN`, `BACKEND_UNAVAILABLE`, `BACKEND_CORES`, or `BACKEND_STARTED` when another
 *   backend than the running one is asked for.
 */
export async function startBackend(options: StartOptions = {}): Promise<Backend> {
  const { env = process.env, warn = (line) => void process.stderr.write(`${line}\n`) } = options;
  coresOf(env); // a backend that fails by it would only be passed over
  const asked = askedStarter(options.prefer ?? env['SINGLORA_BACKEND']);
  if (!running) {
    running = asked ? startOnly(asked, options) : startFirst(starters, warn, options);
    running.catch(() => (running = undefined)); // a failed start may be tried again
  }
  const backend = await running;
  if (asked && asked.name !== backend.name) throw startedBackend(backend.name, asked.name);
  return backend;
}

function askedStarter(name: string | undefined): BackendStarter | undefined {
  const asked = askedBackend(name);
  return starters.find((one) => one.name === asked);
}

async function startOnly(
  { name, remedy, start }: BackendStarter,
  options: StartOptions,
): Promise<Backend> {
  return start(options).catch((cause: unknown) => {
    throw unavailableBackend(name, remedy, cause);
  });
}

/** Starts the first of `candidates` that is available, warning of each one passed over. */
export async function startFirst(
  candidates: readonly BackendStarter[],
  warn: (line: string) => void,
  options: StartOptions = {},
): Promise<Backend> {
  let failure: unknown;
  for (const [index, candidate] of candidates.entries()) {
    try {
      return await candidate.start(options);
    } catch (cause) {
      failure = cause;
      const next = candidates[index + 1];
      if (next)
        warn(fallbackWarning(candidate.name, next.name, next.cost, cause, candidate.remedy));
    }
  }
  throw noBackend(
    candidates.map(({ name }) => name),
    failure,
  );
}
