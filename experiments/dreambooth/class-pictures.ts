import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { classPrompt, frameNamed, readPictures, type NamedPicture } from '@singlora/dreambooth';
import type { DreamBoothRunConfig } from '@singlora/records';
import { writePicture } from '@singlora/pictures';
import type { Context } from '@singlora/runner';
import {
  checkDrawn,
  drawingKey,
  kept,
  missingNumbers,
  pictureName,
  namesIn,
  noteDrawn,
  usualFolder,
} from './class-folder.ts';
import { untaughtPainter } from './painter.ts';
import type { Studio } from './studio.ts';

/**
 * Pictures of a class for prior preservation (Ruiz et al., arXiv 2208.12242): first those in the folder, by
 * name; the unchanged model draws the rest, which are kept there for the next run.
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
  const key = drawingKey({ studio, className, config });
  const folder = resolve(studio.classFolder ?? usualFolder(key, className, env));
  const names = new Set(await kept(folder, () => namesIn(folder)));
  await checkDrawn(folder, names, key);
  const missing = missingNumbers(names, count - names.size);
  if (missing.length > 0) {
    await kept(folder, () => access(folder, constants.W_OK));
    await kept(folder, () => noteDrawn(folder, names, key));
    log(`  ${missing.length} pictures of a ${className} are drawn into ${folder}`);
    const prompts = missing.map(() => classPrompt(className));
    const pictures = untaughtPainter(studio, config.drawing).draw({
      parameters: {},
      u: 1,
      prompts: await studio.prompts.of(prompts),
      noPrompt: studio.noPrompt,
      // The same pictures for every seed of the run.
      seed: 0,
      series: 'class',
      numbers: missing,
      signal,
    });
    const numbers = missing.values();
    for await (const picture of pictures) {
      const { value: number = 0 } = numbers.next();
      await writePicture(join(folder, pictureName(number)), picture);
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
