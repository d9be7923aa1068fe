import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Pipeline } from '@singlora/dreambooth';
import { reasonOf } from '@singlora/errors';
import { assetRecord, ownCache, resolveDataset, type ResolveOptions } from '@singlora/hub';
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
  return [{ ...assetRecord(assets), id: 'class pictures' }];
}

const endings = /\.(png|jpe?g|webp|gif)$/i;

/** The pictures in a folder, which is created if missing. Hidden files are ignored, as in a subject's folder. */
export async function namesIn(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
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
export const nameOf = (number: number): string =>
  `class-${String(number + 1).padStart(4, '0')}.png`;
const isDrawn = /^class-\d{4,}\.png$/;

/** The first numbers for which no picture exists. */
export function missingNumbers(names: ReadonlySet<string>, count: number): number[] {
  const missing: number[] = [];
  for (let number = 0; missing.length < count; number++)
    if (!names.has(nameOf(number))) missing.push(number);
  return missing;
}

/** The default folder, one for each model, its precision, class and way of drawing; by the class's name alone, two could share one. */
export function usualFolder(
  {
    pipeline,
    resolution,
  }: { readonly pipeline: Pick<Pipeline, 'assets'>; readonly resolution: number },
  className: string,
  { drawing, precision }: Pick<DreamBoothRunConfig, 'drawing' | 'precision'>,
  env: NodeJS.ProcessEnv,
): string {
  const { steps, sampler, guidance } = drawing;
  const made = JSON.stringify([
    pipeline.assets.map(({ sha256 }) => sha256),
    resolution,
    { steps, sampler, guidance },
    className,
    ...(precision === 'float32' ? [] : [precision]),
  ]);
  const key = createHash('sha256').update(made).digest('hex').slice(0, 12);
  return join(ownCache(env), 'class-pictures', key, className.replaceAll(/\W+/g, '-').slice(0, 40));
}
