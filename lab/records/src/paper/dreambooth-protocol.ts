import { projectionsOf, stableDiffusion } from '../dreambooth/known-denoisers.ts';
import { paper } from './paper.ts';

const silent = 'not stated';

const targets = ['to_q', 'to_k'];

/** What the paper states for table 3, google/dreambooth on Stable Diffusion 1.5, and the settings that it leaves open. */
export const dreamBoothProtocol = {
  /** the model's id on the Hugging Face Hub; the one that the paper names is no longer available */
  repository: stableDiffusion.id,
  title: stableDiffusion.title,
  /** the data set of its subjects on the Hugging Face Hub */
  data: 'google/dreambooth',
  subjects: 30,
  prompts: 25,
  /** pictures drawn per prompt, as by Ruiz et al. (arXiv 2208.12242) */
  picturesPerPrompt: 4,
  identifier: 'sks',
  /** pixels a side */
  resolution: 512,
  targets,
  /** the adapted projections of the whole denoiser, each as [in, out] */
  projections: projectionsOf(stableDiffusion, targets) ?? [],
  learningRate: 1e-3,
  steps: 400,
  /** DINO between real pictures of the same subject (Ruiz et al., arXiv 2208.12242) */
  realDino: 0.774,
  /** The paper's unclear statements, by setting. */
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
  } as Readonly<Record<string, string>>,
};

const { steps: _settled, ...unsettledOfFaces } = dreamBoothProtocol.unsettled;

/** The protocol of table 4, with generated faces that are not available. Where the paper states nothing, table 3's settings apply. */
export const facesProtocol: typeof dreamBoothProtocol = {
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
