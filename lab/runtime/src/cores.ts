import { availableParallelism } from 'node:os';
import { badCores } from './errors.ts';

/**
 * The number of cores that a process may use: SINGLORA_CORES, where it is set, but at most those of the machine.
 *
 * @throws RuntimeError `BACKEND_CORES`
 */
export function coresOf({ SINGLORA_CORES: given = '' }: NodeJS.ProcessEnv): number {
  if (given === '') return availableParallelism();
  if (!/^[1-9]\d*$/.test(given)) throw badCores(given);
  return Math.min(Number(given), availableParallelism());
}
