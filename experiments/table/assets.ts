import { join } from 'node:path';
import { loadRows } from '@singlora/glue';
import { loadSubjects, type Framing } from '@singlora/dreambooth';
import {
  assetRecordOf,
  HubError,
  remoteFiles,
  resolveCheckpoint,
  resolveEncoder,
  resolvePipeline,
  type ResolveOptions,
} from '@singlora/hub';
import { areOfGlue, tasks, taskTitle, type TaskName } from '@singlora/records';
import { CodedError } from '@singlora/core/errors';
import { misuse } from '@singlora/runner';
import { faceProblems } from './faces.ts';

type Hashes = Readonly<Record<string, string>>;
/** The options for finding assets on this machine, without network. */
type Here = ResolveOptions & { readonly env: NodeJS.ProcessEnv };

/** An asset that runs read: a model, rows or pictures. */
export interface NeededAsset {
  readonly title: string;
  /** A line that says what is done, where looking for it takes a minute. */
  readonly announced?: string;
  /** Its files on this machine. @throws HubError and others where they are missing */
  find(here: Here): Promise<{
    readonly sha256: Hashes;
    /** what the paper's has beyond them */
    readonly lacking?: string | undefined;
    /** what is wrong with single files */
    readonly problems?: readonly string[];
  }>;
  /** Its place on the Hub. */
  readonly remote?: {
    readonly kind: 'model' | 'dataset';
    readonly id: string;
    readonly isWanted: (file: string) => boolean;
  };
  /** Whether files are the paper's; absent where no hash is known. */
  readonly isPapers?: (sha256: Hashes) => boolean;
}

/** Where a model is: a folder by its name on the Hub, or wherever that name leads. */
export const modelPlace = (repository: string, models: string | undefined): string =>
  models === undefined ? repository : join(models, repository);

const resolvers = {
  checkpoint: resolveCheckpoint,
  encoder: resolveEncoder,
  pipeline: resolvePipeline,
} as const;

const parts = /^(unet|vae|text_encoder|tokenizer|scheduler)\//;

/** A model of the Hub, or its copy in a folder. */
export function neededModel(
  kind: keyof typeof resolvers,
  repository: string,
  models: string | undefined,
  isPapers?: NeededAsset['isPapers'],
): NeededAsset {
  const name = modelPlace(repository, models);
  return {
    title: name,
    find: async (here) => assetRecordOf(await resolvers[kind](name, here)),
    ...(models === undefined && {
      remote: {
        kind: 'model',
        id: repository,
        isWanted: (file) =>
          kind === 'pipeline'
            ? parts.test(file) && !/\.(fp16|non_ema|bin|msgpack)\b/.test(file)
            : /^[^/]*\.(json|safetensors|bin|txt|model)$/.test(file),
      },
    }),
    ...(isPapers && { isPapers }),
  };
}

export function neededRows(name: TaskName, folder: string | undefined): NeededAsset {
  const task = tasks[name];
  const { repository = '' } = task;
  return {
    title: `${taskTitle(name)}’s rows${folder === undefined ? ` (${repository})` : ` (${folder})`}`,
    async find(here) {
      const { asset, builtIn } = await loadRows(task, {
        ...here,
        ...(folder !== undefined && { folder }),
      });
      if (builtIn) throw new HubError('HUB_OFFLINE', `${taskTitle(name)}’s rows are not here`);
      return { sha256: asset.sha256, lacking: asset.standIn };
    },
    isPapers: (sha256) => areOfGlue(name, sha256),
    ...(folder === undefined && {
      remote: {
        kind: 'dataset',
        id: repository,
        isWanted: (file) => file.startsWith(`${name}/`),
      },
    }),
  };
}

/** The subjects of google/dreambooth. */
export const neededSubjects = (repository: string, folder: string | undefined): NeededAsset => ({
  title: folder ?? repository,
  async find(here) {
    const { assets } = await loadSubjects({ ...here, ...(folder !== undefined && { folder }) });
    return { sha256: {}, lacking: assets.flatMap(({ standIn }) => standIn ?? [])[0] };
  },
  ...(folder === undefined && {
    remote: {
      kind: 'dataset',
      id: repository,
      isWanted: (file) => file.startsWith('dataset/'),
    },
  }),
});

/** The paper's people, whose pictures were not published, or those in a folder, each of whose pictures must show a face. */
export const neededPeople = (
  count: number,
  folder: string | undefined,
  framing: Framing,
): NeededAsset => ({
  ...(folder === undefined
    ? { title: `Pictures of ${count} people` }
    : {
        title: `People in ${folder}`,
        announced: `Looking for a face in each picture of ${folder}`,
      }),
  async find(here) {
    if (folder === undefined)
      throw misuse`the paper’s were not published: give others with --data=FOLDER, a folder laid out like google/dreambooth, with one folder a person`;
    const people = await loadSubjects({ ...here, folder });
    const { length } = people.subjects;
    return {
      sha256: {},
      lacking: length < count ? `${length} of ${count} people` : undefined,
      problems: await faceProblems(people, framing),
    };
  },
});

export interface FoundAsset {
  readonly told: string;
  readonly missing?: string;
  /** what is missing or wrong in it */
  readonly lacking: readonly string[];
  /** the bytes to download */
  readonly bytes: number;
}

/** Looks for an asset here, then on the Hub, without downloading anything. Unexpected errors are thrown. */
export async function lookFor(asset: NeededAsset, options: ResolveOptions): Promise<FoundAsset> {
  const { title, announced, remote, isPapers } = asset;
  const { env = process.env } = options;
  const papers = (sha256: Hashes) =>
    isPapers === undefined
      ? ''
      : isPapers(sha256)
        ? ', the paper’s own by SHA-256'
        : ', not the paper’s own by SHA-256, so that it settles no claim';
  if (announced !== undefined) options.onNotice?.(announced);
  try {
    const {
      sha256,
      lacking,
      problems = [],
    } = await asset.find({
      ...options,
      env: { ...env, HF_HUB_OFFLINE: '1' },
      onNotice: () => undefined,
    });
    return {
      told: `${title}: here${papers(sha256)}`,
      lacking: [...(lacking === undefined ? [] : [`all of ${title}: ${lacking}`]), ...problems],
      bytes: 0,
    };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const why = (problem: Error) => problem.message.split('\n')[0];
    const absent = (problem: Error, told = 'not here'): FoundAsset => ({
      told: `${title}: ${told}`,
      missing: `${title}: ${why(problem)}`,
      lacking: [],
      bytes: 0,
    });
    if (!remote) return absent(error);
    try {
      const { bytes, sha256 } = await remoteFiles(remote.kind, remote.id, remote.isWanted, options);
      return {
        told: `${title}: to be fetched, ${gigabytes(bytes)}${papers(sha256)}`,
        lacking: [],
        bytes,
      };
    } catch (problem) {
      if (!(problem instanceof HubError)) throw problem;
      return absent(problem);
    }
  }
}

export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
