/** A text-to-image model with known weights, so that a run's record of it can be checked. */
export interface KnownDenoiser {
  /** the name that runs give it */
  readonly id: string;
  readonly title: string;
  /** SHA-256 of the files that together hold the denoiser's weights */
  readonly weights: readonly string[];
  /** the same for the model's other weights: the decoder of latents and the text encoder */
  readonly others: readonly string[];
  /** the width of each block with self-attention and cross-attention */
  readonly widths: readonly number[];
  readonly promptWidth: number;
  readonly parameters: number;
}

const repeated = <Item>(item: Item, times: number) => new Array<Item>(times).fill(item);

/**
 * The hashes are those that the Hub states for stable-diffusion-v1-5's `unet/diffusion_pytorch_model.safetensors` and
 * for its two single files that have only averaged weights, in single precision.
 */
export const stableDiffusion: KnownDenoiser = {
  id: 'stable-diffusion-v1-5/stable-diffusion-v1-5',
  title: 'Stable Diffusion 1.5',
  weights: [
    '19da7aaa4b880e59d56843f1fcb4dd9b599c28a1d9d9af7c1143057c8ffae9f1',
    '6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa',
    'cc6cb27103417325ff94f52b7a5d2dde45a7515b25c255d8e396c90014281516',
  ],
  others: [
    'a2b5134f4dbc140d9c11f11cba3233099e00af40f262f136c691fb7d38d2194c',
    'd008943c017f0092921106440254dbbe00b6a285f7883ec8ba160c3faad88334',
  ],
  widths: [...repeated(320, 5), ...repeated(640, 5), ...repeated(1280, 6)],
  promptWidth: 768,
  parameters: 859_520_964,
};

/** The project's own. */
export const smallDenoiser: KnownDenoiser = {
  id: 'small',
  title: 'the small model',
  weights: ['d481aa920ea77456f00b7e0743df3494a93a11573a7738d7d0b21220a9953d7b'],
  others: ['dd23bb481c4125db0a747b853f114253c0837bf65f2a8174976f28d5e6c6d541'],
  widths: [...repeated(64, 3), ...repeated(96, 4)],
  promptWidth: 384,
  parameters: 3_166_464,
};

/** The project's previous denoiser, of the same name and sizes, whose pictures were grainy. */
const firstSmallDenoiser: KnownDenoiser = {
  ...smallDenoiser,
  title: 'the first small model',
  weights: ['71b702c7c5797a4e0571772b3b7a36de5c5704e573e9b48aa7340165a6aa4875'],
  others: ['3db5bdd9e19529b1ff646ce4f65eb8f3e7237520cfb30260477acd20e0b7f2ff'],
};

const denoisers: readonly KnownDenoiser[] = [stableDiffusion, smallDenoiser, firstSmallDenoiser];

/** The denoiser that some files hold, by the SHA-256 of all files with weights; undefined where it is not a known one. */
export function knownDenoiser(sha256: Readonly<Record<string, string>>): KnownDenoiser | undefined {
  const hashes = Object.entries(sha256)
    .filter(([name]) => /\.(safetensors|bin|ckpt|pth?)$/.test(name))
    .map(([, hash]) => hash);
  return denoisers.find(
    ({ weights, others }) =>
      hashes.some((hash) => weights.includes(hash)) &&
      hashes.every((hash) => weights.includes(hash) || others.includes(hash)),
  );
}

/** Whether runs give a known denoiser this name. */
export const isDenoiserName = (id: string): boolean => denoisers.some((one) => one.id === id);

const attended: Readonly<Record<string, 'width' | 'promptWidth'>> = {
  to_q: 'width',
  to_k: 'promptWidth',
  to_v: 'promptWidth',
  'to_out.0': 'width',
};

/** The projections of all blocks with these names, each as [in, out]; undefined where a name is not one of attention's. */
export function projectionsOf(
  { widths, promptWidth }: Pick<KnownDenoiser, 'widths' | 'promptWidth'>,
  targets: readonly string[],
): readonly (readonly [number, number])[] | undefined {
  if (targets.some((name) => !Object.hasOwn(attended, name))) return undefined;
  return widths.flatMap((width) =>
    targets.flatMap((name): (readonly [number, number])[] => [
      [width, width],
      [attended[name] === 'width' ? width : promptWidth, width],
    ]),
  );
}
