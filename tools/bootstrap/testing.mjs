import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export { folderForThisTest } from '@singlora/core/disk/temporary';

/** A program in a folder, to be found on a PATH: the lines of a shell script. */
export function fakeProgram(folder, name, ...lines) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
  return path;
}
