/** How the paper says it trained for its tables of pictures, and what it leaves unsaid. */
export interface DreamBoothProtocol {
  /** on the Hugging Face Hub; the one that the paper names is no longer there */
  readonly repository: string;
  readonly title: string;
  readonly subjects: number;
  readonly prompts: number;
  /** of each prompt, as Ruiz et al. (arXiv 2208.12242) draw */
  readonly picturesPerPrompt: number;
  readonly identifier: string;
  /** pixels a side */
  readonly resolution: number;
  readonly targets: readonly string[];
  readonly learningRate: number;
  readonly steps: number;
  /** By setting, what the paper says where it settles nothing. */
  readonly unsettled: Readonly<Record<string, string>>;
}

const silent = 'not stated';

/** Table 3's: google/dreambooth's subjects on Stable Diffusion 1.5. */
export const dreamBoothProtocol: DreamBoothProtocol = {
  repository: 'stable-diffusion-v1-5/stable-diffusion-v1-5',
  title: 'Stable Diffusion 1.5',
  subjects: 30,
  prompts: 25,
  picturesPerPrompt: 4,
  identifier: 'sks',
  resolution: 512,
  targets: ['to_q', 'to_k'],
  learningRate: 1e-3,
  steps: 400,
  unsettled: {
    steps: '“400 iterations” in one place, “400 epochs” in another',
    optimiser: silent,
    batchSize: silent,
    alpha: silent,
    ramp: silent,
    init: '“Kaiming”; over which fan is not stated',
    lrRatio: silent,
    schedule: silent,
    prior: silent,
    resolution: silent,
    'drawing.perPrompt': silent,
    'drawing.steps': silent,
    'drawing.guidance': silent,
    encoder: 'DINO and CLIP; which of their sizes is not stated',
    seeds: silent,
  },
};
