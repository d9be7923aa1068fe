import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** The folders of the packages, from the root: those that others install, then the lab's. */
export const packageFolders = ['packages', 'lab']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  // An older checkout may have left a build behind.
  .filter((folder) => existsSync(join(root, folder, 'package.json')));
