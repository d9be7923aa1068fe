import { isDeepStrictEqual } from 'node:util';
import {
  drawPictures,
  openPipeline,
  smallModel,
  type LatentCodec,
  type Pipeline,
} from '@singlora/dreambooth';
import { contactSheet, type Picture } from '@singlora/pictures';
import { exitCodes, explain, isAbort, misuse, type Stop } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import { logEveryTenth } from '../../training/log-every-tenth.ts';
import { readyDenoiser } from './denoiser.ts';
import { findLearned, learnedPrompt, type Learned } from './learned.ts';
import { parseSample, givenPrompts, type SampleOptions } from './options.ts';
import { checkSheet, takePlace, type SamplePlace } from './place.ts';

/** The command's output, and the signal that stops it. */
interface Surroundings {
  readonly print: (text: string) => void;
  /** takes an error's message, or the error itself where it is not one of ours */
  readonly complain: (what: unknown) => void;
  readonly stop: Stop;
}

/** Draws pictures as the command line says; returns the exit code: 0 done, 1 failed, 2 wrong usage, 128 + n stopped by signal n. */
export async function sampleCommand(argv: readonly string[], surroundings: Surroundings) {
  const { complain, print, stop } = surroundings;
  const output = {
    writeOut: (text: string) => print(text.trimEnd()),
    writeErr: (text: string) => complain(text.trimEnd()),
  };
  try {
    await sample(parseSample(argv, output), surroundings);
    return exitCodes.done;
  } catch (error) {
    if (stop.signal.aborted && isAbort(error)) return stop.exitCode;
    const { exitCode, printed } = explain(error);
    if (printed !== undefined) complain(printed);
    return exitCode;
  }
}

async function sample(options: SampleOptions, { print, stop }: Surroundings): Promise<void> {
  const { signal } = stop;
  const given = await givenPrompts(options);
  const [adapter] = options.adapter ?? [];
  const learned = adapter === undefined ? undefined : await findLearned(adapter, print);
  const prompts = given.length > 0 ? given : [learned && learnedPrompt(learned)].filter(isText);
  if (prompts.length === 0) throw misuse`--prompt is missing: --prompt "a photo of a robot".`;
  const modelName = options.model ?? learned?.run?.config.model ?? smallModel;
  const { tokenizer } = options;
  const fetched = logEveryTenth('Fetching', 1e6, print);
  const pipeline = await openPipeline(modelName, {
    signal,
    onNotice: print,
    onProgress: ({ file, received, total }) => fetched(file, received, total),
    ...(tokenizer !== undefined && { tokenizer }),
  });
  await startBackend({
    warn: print,
    ...(modelName === smallModel && { threadsPerOperation: 1 }),
  });
  const denoiser = await readyDenoiser({
    pipeline,
    modelName,
    learned,
    signal,
    notice: print,
    scale: options.scale,
  });
  print(`Model    ${pipeline.assets.map(({ id, origin }) => `${id} (${origin})`).join(', ')}`);
  print(`Adapter  ${denoiser.described}`);
  if (learned && options.model === undefined && isAnother(pipeline, learned))
    print(`The files of ${modelName} are not those that ${learned.title} learned with.`);

  const codec = await pipeline.codec();
  const shape = [sideOf(options, learned, pipeline, codec), codec.channels] as const;
  const cell = shape[0] * codec.factor + gap;
  checkSheet(options.out, {
    width: options.count * cell + gap,
    height: prompts.length * cell + gap,
  });
  const texts = await pipeline.prompts();
  const [noPrompt, ...states] = (await texts.of(['', ...prompts])) as [Float32Array];
  texts.dispose();
  const place = await takePlace(options.out);
  const { count, steps, seed } = options;
  const each = Array.from({ length: count }, (_, i) => i);
  const drawn = drawPictures({
    ...denoiser,
    codec,
    scheduler: pipeline.scheduler,
    steps,
    seed,
    noPrompt,
    signal,
    sampler: options.sampler ?? pipeline.drawing.sampler,
    guidance: options.guidance ?? pipeline.drawing.guidance,
    shape: {
      latents: [shape[0], ...shape],
      text: [texts.tokens, noPrompt.length / texts.tokens],
    },
    prompts: states.flatMap((state) => each.map(() => state)),
    // Picture i of each prompt starts from the same noise.
    numbers: states.flatMap(() => each),
    batchSize: Math.min(pipeline.drawing.batchSize, count * prompts.length),
  });
  await keep(drawn, { place, prompts, count, print });
}

interface Keeping {
  readonly place: SamplePlace;
  readonly prompts: readonly string[];
  readonly count: number;
  readonly print: (line: string) => void;
}

/** Writes each picture as it is drawn, and finally their sheet, one row per prompt. */
async function keep(drawn: AsyncIterable<Picture>, { place, prompts, count, print }: Keeping) {
  const all = count * prompts.length;
  const pictures: Picture[] = [];
  let kept = 0;
  try {
    for await (const picture of drawn) {
      const [prompt, number] = [Math.floor(pictures.length / count), pictures.length % count];
      pictures.push(picture);
      const name = `prompt-${prompt + 1}-picture-${number + 1}`;
      if (await place.picture(name, picture)) kept++;
      print(`${pictures.length}/${all}  ${prompts[prompt]}`);
    }
    await place.sheet(contactSheet(pictures, count, gap));
  } catch (error) {
    await place.leave();
    if (kept > 0) print(`${kept} of ${all} pictures are in ${place.path}`);
    throw error;
  }
  const kind = all === 1 ? '1 picture and its sheet' : `${all} pictures and their sheet`;
  print(`${kept > 0 ? kind : 'Sheet'}: ${place.path}`);
}

/** The gap between the pictures of a sheet, in pixels. */
const gap = 2;

const isText = (text: string | undefined): text is string => text !== undefined;

/** The size of the latents, per side. @throws UsageError */
function sideOf(
  { size }: SampleOptions,
  learned: Learned | undefined,
  { resolution }: Pipeline,
  { factor }: LatentCodec,
): number {
  const trainedOn = learned?.run?.config.resolution;
  const pixels = size ?? (typeof trainedOn === 'number' ? trainedOn : resolution);
  if (pixels % factor !== 0)
    throw misuse`--size=${pixels}: this model's pictures have a multiple of ${factor} pixels a side.`;
  return pixels / factor;
}

/** Whether a model with the same name has other files than the run learned with. */
const isAnother = ({ assets }: Pipeline, { run }: Learned): boolean =>
  assets.some(({ id, sha256 }) => {
    const before = run?.assets.find((asset) => asset.id === id);
    return before !== undefined && !isDeepStrictEqual(before.sha256, sha256);
  });
