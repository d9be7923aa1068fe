import { meantName } from '@singlora/core/errors';
import type { AssetFile, Assets } from '@singlora/hub';
import { noClassInTable, unknownSubject } from './errors.ts';
import type { ClassesFile } from './classes-file.ts';

/** The files of subjects, found and fingerprinted. */
export interface FoundSubjects {
  readonly assets: Assets;
  readonly table: ClassesFile;
  /** The names of the pictures by subject, such as `dog/00.jpg`, wherever the data set is. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** The file with such a name. */
  readonly file: (name: string) => AssetFile;
}

/**
 * The found subjects, given every file by name.
 *
 * @param prefix the start of the assets' names
 * @throws DreamBoothError `DREAMBOOTH_CLASS` for a subject that the table lacks
 */
export function found(
  assets: Assets,
  prefix: string,
  table: ClassesFile,
  names: FoundSubjects['names'],
): FoundSubjects {
  for (const subject of names.keys())
    if (!table.classes.has(subject)) throw noClassInTable(subject, table.path);
  return {
    assets,
    table,
    names,
    file: (name) => {
      const file = assets.files[prefix + name];
      if (!file) throw new TypeError(`${prefix + name} was resolved without a file`);
      return { ...file, name };
    },
  };
}

/** @throws DreamBoothError `DREAMBOOTH_SUBJECT` for the first unknown name */
export function checkAsked(asked: readonly string[], known: readonly string[]): void {
  const stranger = asked.find((name) => !known.includes(name));
  if (stranger !== undefined) throw unknownSubject(stranger, known, meantName(stranger, known));
}
