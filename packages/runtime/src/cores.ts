import { availableParallelism } from 'node:os';
import { badCores } from './errors.ts';

/**
 * The cores that a process may use: as many as SINGLORA_CORES says, where it is set, of those that there are.
 *
 * @throws RuntimeError `BACKEND_CORES`
 */
export function coresOf({ SINGLORA_CORES: given = '' }: NodeJS.ProcessEnv): number {
  if (given === '') return availableParallelism();
  if (!/^[1-9]\d*$/.test(given)) throw badCores(given);
  return Math.min(Number(given), availableParallelism());
}
