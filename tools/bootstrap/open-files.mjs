import { readFileSync } from 'node:fs';
import { tooFewFiles } from './errors.mjs';

/** About twice as many as a run opens; every system allows more by default. */
const least = 256;

/**
 * Fails where this process may not open enough files for a run. Only Linux tells the limit.
 * @throws {SetupError} `TOO_FEW_FILES`
 */
export function requireOpenFiles() {
  let limits;
  try {
    limits = readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return;
  }
  const [, limit] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  if (limit !== undefined && Number(limit) < least) throw tooFewFiles(Number(limit), least);
}
