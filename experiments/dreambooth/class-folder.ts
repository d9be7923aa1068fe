import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Pipeline } from '@singlora/dreambooth';
import { reasonOf } from '@singlora/core/errors';
import { makeFolders } from '@singlora/core/disk';
import { listedNames, writeFileAtomic } from '@singlora/core/formats';
import { assetRecordOf, ownCache, resolveDataset, type ResolveOptions } from '@singlora/hub';
import type { DreamBoothRunConfig } from '@singlora/records';
import { misuse } from '@singlora/runner';
import type { AssetRecord } from '@singlora/tracking';
import type { DreamBoothSettings } from './settings.ts';

/**
 * The pictures in a folder given for a class, for a run's record: other pictures make another run.
 * Those drawn into it follow from the model and the class.
 *
 * @throws UsageError for a folder that cannot be used; HubError
 */
export async function givenClassPictures(
  { training: { prior }, classFolder }: DreamBoothSettings,
  options: ResolveOptions,
): Promise<readonly AssetRecord[]> {
  if (prior.weight === 0 || classFolder === undefined) return [];
  const folder = resolve(classFolder);
  const names = await kept(folder, () => namesIn(folder));
  const given = names.slice(0, prior.pictures).filter((name) => !isDrawn.test(name));
  if (given.length === 0) return [];
  const assets = await resolveDataset(folder, given, options);
  return [{ ...assetRecordOf(assets), id: 'class pictures' }];
}

/** Those of kinds that cannot be read, too: reading one says what to do. */
const endings = /\.(jpe?g|jfif|png|webp|gif|hei[cf]|avif|tiff?|bmp|jxl|jp2)$/i;

/** The pictures in a folder, which is created if missing. Hidden files are ignored, as in a subject's folder. */
export async function namesIn(folder: string): Promise<string[]> {
  makeFolders(folder);
  return (await readdir(folder))
    .filter((name) => endings.test(name) && !name.startsWith('.'))
    .sort();
}

/** @throws UsageError where the folder cannot be used */
export async function kept<T>(folder: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw misuse`Class pictures cannot be kept in ${folder}: ${reasonOf(error)}. Name another folder with --class-folder.`;
  }
}

/** The file name of a drawn picture. */
export const pictureName = (number: number): string =>
  `class-${String(number + 1).padStart(4, '0')}.png`;
const isDrawn = /^class-\d{4,}\.png$/;

/** The first numbers for which no picture exists. */
export function missingNumbers(names: ReadonlySet<string>, count: number): number[] {
  const missing: number[] = [];
  for (let number = 0; missing.length < count; number++)
    if (!names.has(pictureName(number))) missing.push(number);
  return missing;
}

/**
 * A given folder has pictures of one class: those of another would teach its prompt what it does not mean.
 * @throws UsageError for several classes that would share one
 */
export function checkOneClass(
  { training: { prior }, classFolder }: Pick<DreamBoothSettings, 'training' | 'classFolder'>,
  classNames: readonly string[],
): void {
  const classes = [...new Set(classNames)];
  if (classFolder !== undefined && prior.weight !== 0 && classes.length > 1)
    throw misuse`--class-folder holds pictures of one class, and these subjects are of several: ${listedNames(classes)}. Leave it out, or run each class with a folder of its own.`;
}

interface Drawing {
  readonly studio: {
    readonly pipeline: Pick<Pipeline, 'assets'>;
    readonly resolution: number;
  };
  readonly className: string;
  readonly config: Pick<DreamBoothRunConfig, 'drawing' | 'precision'>;
}

/** What drawn pictures follow from: the model, its precision, the class and the way of drawing. */
export function drawingKey({ studio, className, config }: Drawing): string {
  const { pipeline, resolution } = studio;
  const { drawing, precision } = config;
  const { steps, sampler, guidance } = drawing;
  const made = JSON.stringify([
    pipeline.assets.map(({ sha256 }) => sha256),
    resolution,
    { steps, sampler, guidance },
    className,
    ...(precision === 'float32' ? [] : [precision]),
  ]);
  return hash('sha256', made).slice(0, 12);
}

/** The default folder, one for each key; by the class's name alone, two could share one. */
export const usualFolder = (key: string, className: string, env: NodeJS.ProcessEnv): string =>
  join(ownCache(env), 'class-pictures', key, className.replaceAll(/\W+/g, '-').slice(0, 40));

/** The file beside drawn pictures that holds their key. */
const keyFile = '.drawn-by';

const holdsDrawn = (names: ReadonlySet<string>) => [...names].some((name) => isDrawn.test(name));

/** @throws UsageError where the drawn pictures in a folder have another key, as its file says */
export async function checkDrawn(
  folder: string,
  names: ReadonlySet<string>,
  key: string,
): Promise<void> {
  if (!holdsDrawn(names)) return;
  const before = await readFile(join(folder, keyFile), 'utf8').catch(() => key);
  if (before !== key)
    throw misuse`The pictures class-0001.png, … in ${folder} were drawn by another model, of another class or in another way. Name another folder with --class-folder, or give them other names to train on them as they are.`;
}

/** Notes the key of the first pictures that are drawn into a folder. */
export async function noteDrawn(
  folder: string,
  names: ReadonlySet<string>,
  key: string,
): Promise<void> {
  if (!holdsDrawn(names)) await writeFileAtomic(join(folder, keyFile), key);
}
