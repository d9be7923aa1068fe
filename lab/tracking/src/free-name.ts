import { existsSync } from 'node:fs';

/** `path`, or else `path` with the smallest number for which no file exists. */
export function freeName(path: string): string {
  let free = path;
  for (let number = 2; existsSync(free); number++) free = `${path}-${number}`;
  return free;
}
