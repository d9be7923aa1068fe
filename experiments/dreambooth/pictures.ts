import { classPrompt, fill, type Painter } from '@singlora/dreambooth';
import type { NamedTensors } from '@singlora/core/kernels';
import { contactSheet, encodePicture, type Picture } from '@singlora/pictures';
import type { DreamBoothRunConfig } from '@singlora/records';
import type { DrawnPictures, DrawnPicture } from './score.ts';
import type { KnownSubject } from './known-subject.ts';
import type { Studio } from './studio.ts';

/** A drawing job: the models to draw with, and the settings. */
export interface PictureJob {
  readonly studio: Studio;
  readonly known: KnownSubject;
  readonly config: DreamBoothRunConfig;
  readonly painter: Painter;
  /** the trained parameters, and the ramp's value */
  readonly parameters: NamedTensors;
  readonly u: number;
  readonly signal: AbortSignal;
}

/** All pictures of a run: some for each prompt of the subject, then some of its class. */
export async function drawAll(job: PictureJob): Promise<DrawnPictures> {
  const { known, config } = job;
  const { perPrompt, ofClass } = config.drawing;
  const ofSubject = await drawPrompts(job, perPrompt);
  const prompt = classPrompt(known.subject.className);
  const asked = new Array<string>(ofClass).fill(prompt);
  const pictures = ofClass === 0 ? [] : await drawn(job, asked, 'of class');
  return {
    ofSubject,
    ofClass: pictures.map((picture, i) => ({ name: `class ${i + 1}`, picture })),
  };
}

/**
 * Pictures for each of the subject's prompts, in the order of prompts. The first picture of a
 * prompt does not depend on how many there are.
 */
export async function drawPrompts(job: PictureJob, each = 1): Promise<DrawnPicture[]> {
  const { known, config } = job;
  const { prompts, perPrompt } = config.drawing;
  const { identifier } = config;
  const { className } = known.subject;
  const templates = known.subject.prompts.slice(0, prompts === 'all' ? undefined : prompts);
  const asked = templates.flatMap((template, at) =>
    Array.from({ length: each }, (_, i) => ({
      name: `prompt ${at + 1}, picture ${i + 1}`,
      asked: at,
      prompt: fill(template, { identifier, className }),
      number: at * perPrompt + i,
    })),
  );
  const pictures = await drawn(
    job,
    asked.map(({ prompt }) => prompt),
    'picture',
    asked.map(({ number }) => number),
  );
  return asked.map(({ name, asked, prompt }, i) => ({
    name,
    asked,
    prompt,
    picture: pictures[i] as Picture,
  }));
}

async function drawn(
  { studio, config, painter, parameters, u, signal }: PictureJob,
  prompts: readonly string[],
  series: string,
  numbers?: readonly number[],
): Promise<Picture[]> {
  const pictures: Picture[] = [];
  const request = {
    parameters,
    u,
    prompts: await studio.prompts.of(prompts),
    noPrompt: studio.noPrompt,
    seed: config.seed,
    series,
    ...(numbers && { numbers }),
    signal,
  };
  for await (const picture of painter.draw(request)) pictures.push(picture);
  return pictures;
}

/** WebP's limit, in pixels. */
const widest = 16_383;

/** Pictures in a row, or in several where it would be too wide, as lossless WebP. */
export function sheetOf(pictures: readonly { readonly picture: Picture }[], gap = 2) {
  const all = pictures.map(({ picture }) => picture);
  const width = (all[0]?.width ?? 0) + gap;
  const columns = Math.min(all.length, Math.floor((widest - gap) / width));
  return encodePicture(contactSheet(all, columns, gap), 'webp');
}

/** The first picture of each prompt. */
export const firstOfEach = (pictures: readonly DrawnPicture[]): readonly DrawnPicture[] =>
  pictures.filter(({ asked }, i) => pictures[i - 1]?.asked !== asked);
