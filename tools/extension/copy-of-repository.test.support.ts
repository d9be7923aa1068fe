import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { packageFolders } from '../package-folders.mjs';

export const root = join(import.meta.dirname, '..', '..');

/** Copies the repository's sources into a new folder, which shares the installed packages. */
export async function copyOfRepository(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'copy-'));
  const folders = ['packages', 'lab', 'experiments', 'theory', 'reports', 'tools'];
  for (const name of [...folders, 'package.json', 'CONTRIBUTING.md', '.prettierrc.json'])
    await cp(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|dist|fixtures)$/.test(path),
    });
  const modules = join(copy, 'node_modules');
  await mkdir(join(modules, '@singlora'), { recursive: true });
  for (const name of await readdir(join(root, 'node_modules')))
    if (name !== '@singlora' && !name.startsWith('.'))
      await symlink(join(root, 'node_modules', name), join(modules, name));
  for (const folder of packageFolders)
    await symlink(join(copy, folder), join(modules, '@singlora', basename(folder)));
  await symlink(join(copy, 'theory'), join(modules, '@singlora/theory'));
  return copy;
}

/** The output of a command in the copy; TypeScript is started as in the repository. */
export async function nodeIn(
  copy: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const launcher = args[0]?.endsWith('.mjs') ? [] : ['tools/launch.mjs'];
  const { stdout } = await promisify(execFile)(process.execPath, [...launcher, ...args], {
    cwd: copy,
    env: { ...env, SINGLORA_TRACKING_URL: join(copy, 'runs.db') },
  });
  return stdout;
}
