import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { listedNames } from '@singlora/core/formats';
import { resolveDataset, type ResolveOptions } from '@singlora/hub';
import {
  noClassesFile,
  noSubjectFolder,
  noPictures,
  noSubjects,
  subjectWithoutFolder,
} from './errors.ts';
import { readClassesFile } from './classes-file.ts';
import { checkAsked, found, type FoundSubjects } from './found.ts';
import { classesFile, datasetFolder } from './google.ts';
import { pictureFiles } from './picture-files.ts';

/** The folder that holds the table: the given one or one inside it. */
async function rootOf(folder: string): Promise<string> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw noSubjectFolder(folder);
  for (const root of [folder, join(folder, datasetFolder)]) {
    const table = await stat(join(root, classesFile)).catch(() => undefined);
    if (table?.isFile()) return root;
  }
  throw noClassesFile(folder, classesFile);
}

/** Gives notice of folders that would be subjects if the table named their classes. */
async function tellStrays(root: string, known: readonly string[], notice: (line: string) => void) {
  const entries = await readdir(root, { withFileTypes: true });
  const strays = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .filter((name) => !known.includes(name))
    .sort();
  if (strays.length > 0)
    notice(
      `Left out, since ${classesFile} in ${root} names no class for them: ${listedNames(strays)}.`,
    );
}

/**
 * Subjects in a folder laid out like google/dreambooth. Requested subjects must exist; by default all subjects of the
 * table with a folder are taken.
 *
 * @throws DreamBoothError `DREAMBOOTH_FOLDER`, `DREAMBOOTH_EMPTY`, `DREAMBOOTH_SUBJECT`, `DREAMBOOTH_CLASSES_FILE`
 */
export async function findSubjectsInFolder(
  folder: string,
  subjects: readonly string[] | undefined,
  options: ResolveOptions,
): Promise<FoundSubjects> {
  const { onNotice: notice = () => undefined } = options;
  const root = await rootOf(resolve(folder));
  const table = await readClassesFile(join(root, classesFile));
  const known = [...table.classes.keys()];
  checkAsked(subjects ?? [], known);
  if (!subjects) await tellStrays(root, known, notice);
  const names = new Map<string, string[]>();
  const missing: string[] = [];
  for (const subject of subjects ?? known) {
    const pictures = await pictureFiles(join(root, subject), notice);
    if (pictures?.length === 0) throw noPictures(join(root, subject));
    if (pictures)
      names.set(
        subject,
        pictures.map((name) => `${subject}/${name}`),
      );
    else missing.push(subject);
  }
  if (subjects && missing.length > 0) throw subjectWithoutFolder(root, missing);
  if (names.size === 0) throw noSubjects(root, known);
  const assets = await resolveDataset(root, [classesFile, ...[...names.values()].flat()], options);
  return found(assets, '', table, names);
}
