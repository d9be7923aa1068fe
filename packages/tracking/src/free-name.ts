import { existsSync } from 'node:fs';

/** `path`, or that with the first number that no file has. */
export function freeName(path: string): string {
  let free = path;
  for (let number = 2; existsSync(free); number++) free = `${path}-${number}`;
  return free;
}
