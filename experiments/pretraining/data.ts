import {
  encodeExamples,
  fitLinearCodec,
  renderedPicture,
  smallDefault,
  tokenStates,
  type LatentCodec,
  type LinearCodecWeights,
  type TextModel,
} from '@singlora/dreambooth';
import type { PretrainingRunConfig } from '@singlora/records';
import type { Context } from '@singlora/runner';
import { randomStream } from '@singlora/runtime';

export type PretrainingData = Awaited<ReturnType<typeof dataOf>>;

/** The codec is fitted to the first training pictures, this many. */
const codecPictures = 2000;

const series = { train: 'picture', dev: 'dev picture' };

/** The codec of a run, whose latents have the requested root mean square. */
export function codecOf({
  seed,
  pictures,
  size,
  latentRms,
  whitening,
}: PretrainingRunConfig): LinearCodecWeights {
  const length = Math.min(pictures, codecPictures);
  const some = Array.from(
    { length },
    (_, i) => renderedPicture(seed, series.train, i, size).picture,
  );
  const fitted = fitLinearCodec(some, { ...smallDefault, whitening });
  return { ...fitted, scales: fitted.scales.map((scale) => scale / latentRms) };
}

/** Renders and encodes the pictures of a run. */
export async function dataOf(
  { seed, size, tokens, pictures, devPictures }: PretrainingRunConfig,
  codec: LatentCodec,
  texts: TextModel,
  { log, signal }: Context,
) {
  const encoded = (name: string, count: number) =>
    encodeExamples({
      count,
      pictureAt: (i) => renderedPicture(seed, name, i, size),
      codec,
      random: randomStream(seed, name, 'latents'),
      texts,
      tokens,
      signal,
    });
  const started = performance.now();
  const examples = await encoded(series.train, pictures);
  const dev = await encoded(series.dev, devPictures);
  const [noText] = (await tokenStates(texts, [''], tokens)) as [Float32Array];
  const seconds = (performance.now() - started) / 1000;
  log(`  ${pictures.toLocaleString('en')} pictures rendered in ${seconds.toFixed(0)} s`);
  return { examples, dev, /** hidden states of an empty text */ noText };
}
