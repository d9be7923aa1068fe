import { replaceFile } from '@singlora/files';
import { cannotWrite } from './errors.ts';

/**
 * Writes the whole file or nothing, creating its folder.
 * @param option the command's, with which another folder is given
 * @throws {ReportingError} `CANNOT_WRITE`
 */
export async function writePage(path: string, text: string, option: string): Promise<void> {
  try {
    await replaceFile(path, (file) => file.writeFile(text));
  } catch (error) {
    throw cannotWrite(path, option, error);
  }
}
