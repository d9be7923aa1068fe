import { replaceFile } from '@singlora/files';
import { cannotWrite } from './errors.ts';

/** Writes the whole file or nothing, creating its folder. */
export async function writePage(path: string, text: string): Promise<void> {
  try {
    await replaceFile(path, (file) => file.writeFile(text));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
