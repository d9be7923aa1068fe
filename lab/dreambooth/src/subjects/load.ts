import { basename, dirname } from 'node:path';
import { assetRecordOf, type ResolveOptions } from '@singlora/hub';
import { findSubjectsInFolder } from './folder.ts';
import { classesFile, liveClasses, googleSubjects, googleDreamBooth } from './google.ts';
import { findSubjectsOnHub } from './hub-files.ts';
import { standInOf } from './stand-in.ts';
import { subjectOf, type Subjects } from './subject.ts';

/** Where to look for subjects, and which to load. */
export interface LoadSubjectsOptions extends ResolveOptions {
  /** A folder laid out like google/dreambooth; if given, the only place to look. */
  readonly folder?: string;
  /** The names of the required subjects; by default all that exist. */
  readonly subjects?: readonly string[];
}

/**
 * The subjects of google/dreambooth (Ruiz et al., arXiv 2208.12242): from the given folder, or else the Hugging Face
 * cache, or the Hub. Damaged files are errors, never a reason to look elsewhere.
 *
 * @throws DreamBoothError `DREAMBOOTH_FOLDER`, `DREAMBOOTH_EMPTY`, `DREAMBOOTH_SUBJECT`, `DREAMBOOTH_CLASS`,
 *   `DREAMBOOTH_CLASSES_FILE`, `DREAMBOOTH_OFFLINE`; HubError
 */
export async function loadSubjects(options: LoadSubjectsOptions = {}): Promise<Subjects> {
  const { folder, subjects: asked, onNotice: notice = () => undefined } = options;
  const { table, assets, names, file } = await (folder === undefined
    ? findSubjectsOnHub(asked, options)
    : findSubjectsInFolder(folder, asked, options));
  const subjects = [...names].map(([name, pictures]) => {
    const className = table.classes.get(name) ?? '';
    const isLive = liveClasses.has(className);
    return subjectOf({ name, className, isLive, pictures: pictures.map(file) }, notice);
  });
  const counts = subjects.map(({ name, pictures }) => [name, pictures.length] as const);
  const standIn = standInOf(new Map(counts), asked);
  if (standIn !== undefined) notice(`Partial data: ${standIn}`);
  const isGoogles = subjects.every(({ name }) => Object.hasOwn(googleSubjects, name));
  const files = [file(classesFile), ...subjects.flatMap(({ pictures }) => pictures)];
  const asset = {
    ...assetRecordOf(assets, files),
    id: isGoogles ? googleDreamBooth : basename(dirname(table.path)),
    ...(standIn === undefined ? {} : { standIn }),
  };
  return { subjects, prompts: table.prompts, assets: [asset] };
}
