import { projectionsOf, stableDiffusion } from '../dreambooth/known-denoisers.ts';
import { paper } from './paper.ts';

/** How the paper says it trained for its tables of pictures, and what it leaves unsaid. */
export interface DreamBoothProtocol {
  /** on the Hugging Face Hub; the one that the paper names is no longer there */
  readonly repository: string;
  readonly title: string;
  /** where its subjects come from, on the Hugging Face Hub */
  readonly data: string;
  readonly subjects: number;
  readonly prompts: number;
  /** of each prompt, as Ruiz et al. (arXiv 2208.12242) draw */
  readonly picturesPerPrompt: number;
  readonly identifier: string;
  /** pixels a side */
  readonly resolution: number;
  readonly targets: readonly string[];
  /** the adapted projections of the whole denoiser, each as [in, out] */
  readonly projections: readonly (readonly [number, number])[];
  readonly learningRate: number;
  readonly steps: number;
  /** By setting, what the paper says where it settles nothing. */
  readonly unsettled: Readonly<Record<string, string>>;
}

const silent = 'not stated';

const targets = ['to_q', 'to_k'];

/** Table 3's: google/dreambooth's subjects on Stable Diffusion 1.5. */
export const dreamBoothProtocol: DreamBoothProtocol = {
  repository: stableDiffusion.id,
  title: stableDiffusion.title,
  data: 'google/dreambooth',
  subjects: 30,
  prompts: 25,
  picturesPerPrompt: 4,
  identifier: 'sks',
  resolution: 512,
  targets,
  projections: projectionsOf(stableDiffusion, targets) ?? [],
  learningRate: 1e-3,
  steps: 400,
  unsettled: {
    steps: '“400 iterations” in one place, “400 epochs” in another',
    optimiser: silent,
    betas: silent,
    weightDecay: silent,
    maxGradNorm: silent,
    framing: silent,
    latents: silent,
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
    'drawing.sampler': silent,
    'drawing.guidance': silent,
    encoder: 'DINO and CLIP; which of their sizes is not stated',
    seeds: silent,
  },
};

const { steps: _settled, ...unsettledOfFaces } = dreamBoothProtocol.unsettled;

/** Table 4's: faces that a network made, which cannot be had. What is not stated of it is table 3's. */
export const facesProtocol: DreamBoothProtocol = {
  ...dreamBoothProtocol,
  subjects: paper.faces.subjects,
  steps: 1500,
  unsettled: {
    ...unsettledOfFaces,
    identifier: silent,
    targets: silent,
    learningRate: silent,
  },
};
