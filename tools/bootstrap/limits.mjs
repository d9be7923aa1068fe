import { readFileSync } from 'node:fs';
import { tooFewFiles, tooLittleSpace } from './errors.mjs';

/** About twice as many as a run opens; every system allows more by default. */
const leastFiles = 256;
/**
 * In bytes. WebAssembly, which unpacks parquet, reserves 10 GB of addresses for each memory, and uses few of them. The stacks of
 * TensorFlow's threads take more.
 */
const leastSpace = 14e9;

/** The limit of this name, infinite where none is set. */
const limitOf = (limits, name) =>
  Number(new RegExp(`^Max ${name} +(\\d+)`, 'm').exec(limits)?.[1] ?? Infinity);

/**
 * Fails where this process may not open enough files for a run, or have enough addresses. Only Linux tells the limits.
 * @throws {SetupError} `TOO_FEW_FILES`, `TOO_LITTLE_SPACE`
 */
export function requireLimits(path = '/proc/self/limits') {
  let limits;
  try {
    limits = readFileSync(path, 'utf8');
  } catch {
    return;
  }
  const files = limitOf(limits, 'open files');
  if (files < leastFiles) throw tooFewFiles(files, leastFiles);
  const space = limitOf(limits, 'address space');
  if (space < leastSpace) throw tooLittleSpace(space, leastSpace);
}
