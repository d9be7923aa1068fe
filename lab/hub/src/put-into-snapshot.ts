import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { isFile } from './asset-files.ts';
import { cacheFault } from './errors.ts';

/**
 * Errors of file systems without links, such as on memory cards and network shares, and of Windows for most
 * users.
 */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Links a snapshot's file to its blob, as huggingface_hub does; a dangling link is replaced. Without support for links, the
 * blob itself becomes the file.
 *
 * @param linkTo makes the link
 * @throws HubError `HUB_CACHE_READONLY`, `HUB_DISK_FULL`
 */
export async function putIntoSnapshot(
  file: string,
  blob: string,
  linkTo: (target: string, path: string) => Promise<void> = symlink,
): Promise<void> {
  const folder = dirname(file);
  const put = async (): Promise<boolean> => {
    try {
      await linkTo(relative(folder, blob), file);
      return true;
    } catch (cause) {
      const { code = '' } = cause as NodeJS.ErrnoException;
      // Another process may put the same file there at the same time.
      if (code === 'EEXIST') return false;
      if (!withoutLinks.has(code)) throw cause;
      await rename(blob, file);
      return true;
    }
  };
  try {
    await mkdir(folder, { recursive: true });
    if ((await put()) || (await isFile(file))) return;
    await rm(file);
    await put();
  } catch (cause) {
    throw cacheFault(folder, cause);
  }
}
