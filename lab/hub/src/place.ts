import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { missingFiles } from './asset-files.ts';
import { missingInFolder } from './errors.ts';

/** A place that has, or can provide, the files of one repository. */
export interface Place {
  /** The place in messages: "The folder /models/mine". */
  readonly where: string;
  /** The files there, or in one of its folders, by their paths from the top; may include deeper files. */
  list(folder?: string): Promise<readonly string[]>;
  /**
   * Brings files to this machine.
   *
   * @returns the folder they are in
   * @throws HubError where the place lacks one
   */
  bring(files: readonly string[]): Promise<string>;
}

export function folderPlace(folder: string): Place {
  return {
    where: `The folder ${folder}`,
    list: async (inner) => {
      if (inner === undefined) return readdir(folder);
      const names = await readdir(join(folder, inner)).catch(() => []);
      return names.map((name) => `${inner}/${name}`);
    },
    bring: async (files) => {
      const missing = await missingFiles(folder, files);
      if (missing.length > 0) throw missingInFolder(folder, missing);
      return folder;
    },
  };
}
