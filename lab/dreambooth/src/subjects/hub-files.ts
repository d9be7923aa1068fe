import { isOffline, resolveDataset, type ResolveOptions } from '@singlora/hub';
import { subjectsOffline } from './errors.ts';
import { readClassesFile } from './classes-file.ts';
import { checkAsked, found, type FoundSubjects } from './found.ts';
import {
  classesFile,
  datasetFolder,
  googleSubjects,
  pictureNames,
  googleDreamBooth,
} from './google.ts';

const prefix = `${datasetFolder}/`;

/** The names of files, the table's first, as the repository has them. */
const filesOf = (subjects: readonly string[]): string[] =>
  [classesFile, ...subjects.flatMap(pictureNames)].map((name) => prefix + name);

async function resolve(subjects: readonly string[], options: ResolveOptions) {
  const assets = await resolveDataset(googleDreamBooth, filesOf(subjects), options);
  const table = await readClassesFile(assets.files[prefix + classesFile]?.path ?? '');
  const names = new Map(subjects.map((subject) => [subject, pictureNames(subject)]));
  return found(assets, prefix, table, names);
}

/** The subjects that are complete in the cache; undefined where there are none. */
async function cached(options: ResolveOptions): Promise<FoundSubjects | undefined> {
  const { env = process.env } = options;
  const alone = { ...options, env: { ...env, HF_HUB_OFFLINE: '1' } };
  const subjects: string[] = [];
  for (const subject of Object.keys(googleSubjects)) {
    const assets = await resolveDataset(googleDreamBooth, filesOf([subject]), alone).catch(
      (error: unknown) => {
        if (isOffline(error)) return undefined;
        throw error;
      },
    );
    if (assets) subjects.push(subject);
  }
  return subjects.length > 0 ? resolve(subjects, alone) : undefined;
}

/**
 * google/dreambooth's subjects in the Hugging Face cache or from the Hub. Requested subjects must exist; by
 * default, without a network, those in the cache are used.
 *
 * @throws DreamBoothError `DREAMBOOTH_SUBJECT`, `DREAMBOOTH_OFFLINE`; HubError
 */
export async function findSubjectsOnHub(
  subjects: readonly string[] | undefined,
  options: ResolveOptions,
): Promise<FoundSubjects> {
  const known = Object.keys(googleSubjects);
  checkAsked(subjects ?? [], known);
  try {
    return await resolve(subjects ?? known, options);
  } catch (error) {
    if (!isOffline(error)) throw error;
    const some = subjects ? undefined : await cached(options);
    if (some) return some;
    throw subjectsOffline(error.message, error);
  }
}
