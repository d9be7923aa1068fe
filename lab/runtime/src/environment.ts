import type { BackendName } from './backends/starter.ts';
import { coresOf } from './cores.ts';
import { badSwitch, unknownBackend } from './errors.ts';

/** The backends, fastest first. */
export const backendNames: readonly BackendName[] = ['tensorflow', 'wasm', 'cpu'];

/** The backend of a name; an empty name means none was asked for. @throws RuntimeError `BACKEND_UNKNOWN` */
export function askedBackend(name: string | undefined): BackendName | undefined {
  if (!name) return undefined;
  const known = backendNames.find((one) => one === name);
  if (known === undefined) throw unknownBackend(name, backendNames);
  return known;
}

/**
 * Checks the variables that are read when a backend starts or computes, long before that.
 *
 * @throws RuntimeError `BACKEND_UNKNOWN`, `BACKEND_CORES` or `BACKEND_SWITCH`
 */
export function checkEnvironment(env: NodeJS.ProcessEnv): void {
  askedBackend(env['SINGLORA_BACKEND']);
  coresOf(env);
  for (const name of ['SINGLORA_FUSED', 'SINGLORA_TF32']) {
    const { [name]: value = '' } = env;
    if (!['', '0', '1'].includes(value)) throw badSwitch(name, value);
  }
}
