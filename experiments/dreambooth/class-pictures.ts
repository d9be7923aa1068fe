import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  classPrompt,
  frameNamed,
  readPictures,
  type NamedPicture,
  type Pipeline,
} from '@singlora/dreambooth';
import { reasonOf } from '@singlora/errors';
import { assetRecord, ownCache, resolveDataset, type ResolveOptions } from '@singlora/hub';
import type { DreamBoothRunConfig } from '@singlora/records';
import { writePicture } from '@singlora/pictures';
import { UsageError, type Context } from '@singlora/runner';
import type { AssetRecord } from '@singlora/tracking';
import { untaughtPainter } from './painter.ts';
import type { DreamBoothSettings } from './settings.ts';
import type { Studio } from './studio.ts';

/**
 * Pictures of a class for prior preservation (Ruiz et al., arXiv 2208.12242): those in the folder first, by name, the
 * rest drawn by the model as it is and kept there for the next run.
 *
 * @throws UsageError for a folder that cannot be used; PictureError for a picture that cannot be read
 */
export async function classPictures(
  studio: Studio,
  className: string,
  count: number,
  config: DreamBoothRunConfig,
  { env, log, signal }: Context,
): Promise<NamedPicture[]> {
  const folder = resolve(studio.classFolder ?? usualFolder(studio, className, config, env));
  const names = new Set(await kept(folder, () => namesIn(folder)));
  const missing = missingNumbers(names, count - names.size);
  if (missing.length > 0) {
    await kept(folder, () => access(folder, constants.W_OK));
    log(`  ${missing.length} pictures of a ${className} are drawn into ${folder}`);
    const prompts = missing.map(() => classPrompt(className));
    const pictures = untaughtPainter(studio, config.drawing).draw({
      parameters: {},
      u: 1,
      prompts: await studio.prompts.of(prompts),
      noPrompt: studio.noPrompt,
      // The same pictures whatever the run's seed.
      seed: 0,
      series: 'class',
      numbers: missing,
      signal,
    });
    const numbers = missing.values();
    for await (const picture of pictures) {
      const { value: number = 0 } = numbers.next();
      await writePicture(join(folder, nameOf(number)), picture);
    }
  }
  const chosen = (await namesIn(folder)).slice(0, count);
  const files = chosen.map((name) => ({ name, path: join(folder, name) }));
  const pictures: NamedPicture[] = [];
  let others = 0;
  for await (const named of readPictures(files, { onNotice: log })) {
    const { resolution } = studio;
    const { width, height } = named.picture;
    if (width !== resolution || height !== resolution) others++;
    pictures.push(frameNamed(named, { resolution, framing: config.framing }));
  }
  if (others > 0)
    log(
      `  ${others} of ${pictures.length} class pictures in ${folder} have another size; they are made ${studio.resolution} pixels a side.`,
    );
  return pictures;
}

/**
 * The pictures of a class that a folder was given with, for a run's record: other ones are another run. Those that are
 * drawn there follow from the model and the class.
 *
 * @throws UsageError for a folder that cannot be used; HubError
 */
export async function givenClassPictures(
  { prior, classFolder, classPictures: count }: DreamBoothSettings,
  options: ResolveOptions,
): Promise<readonly AssetRecord[]> {
  if (prior === 0 || classFolder === undefined) return [];
  const folder = resolve(classFolder);
  const names = await kept(folder, () => namesIn(folder));
  const given = names.slice(0, count).filter((name) => !drawnName.test(name));
  if (given.length === 0) return [];
  const assets = await resolveDataset(folder, given, options);
  return [{ ...assetRecord(assets), id: 'class pictures' }];
}

const endings = /\.(png|jpe?g|webp|gif)$/i;

/** The pictures in a folder, which is made where there is none; hidden files are none, as in a subject's folder. */
async function namesIn(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return (await readdir(folder))
    .filter((name) => endings.test(name) && !name.startsWith('.'))
    .sort();
}

/** @throws UsageError where the folder cannot be used */
async function kept<T>(folder: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw new UsageError(
      `Class pictures cannot be kept in ${folder}: ${reasonOf(error)}. Name another folder with --class-folder.`,
    );
  }
}

const nameOf = (number: number): string => `class-${String(number + 1).padStart(4, '0')}.png`;
const drawnName = /^class-\d{4,}\.png$/;

/** The first numbers of pictures that are not there. */
function missingNumbers(names: ReadonlySet<string>, count: number): number[] {
  const missing: number[] = [];
  for (let number = 0; missing.length < count; number++)
    if (!names.has(nameOf(number))) missing.push(number);
  return missing;
}

/** One for each model, class and way of drawing; by the class's name alone two could share one. */
export function usualFolder(
  { pipeline, resolution }: Pick<Studio, 'resolution'> & { pipeline: Pick<Pipeline, 'assets'> },
  className: string,
  { drawing }: Pick<DreamBoothRunConfig, 'drawing'>,
  env: NodeJS.ProcessEnv,
): string {
  const { steps, sampler, guidance } = drawing;
  const made = JSON.stringify([
    pipeline.assets.map(({ sha256 }) => sha256),
    resolution,
    { steps, sampler, guidance },
    className,
  ]);
  const key = createHash('sha256').update(made).digest('hex').slice(0, 12);
  return join(ownCache(env), 'class-pictures', key, className.replaceAll(/\W+/g, '-').slice(0, 40));
}
