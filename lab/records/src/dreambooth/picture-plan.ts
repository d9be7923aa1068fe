import {
  doraCandidate,
  loraCandidate,
  loraPlusCandidate,
  singloraCandidate,
  type Candidate,
  type GluePlan,
} from '../glue/plan.ts';
import type { RecordedAdapter } from '../run/adapter.ts';
import { smallDenoiser, type KnownDenoiser } from './known-denoisers.ts';
import type { PretrainingSummary } from './pretraining.ts';
import type { DreamBoothRunConfig } from './run-config.ts';
import type { DreamBoothScoreName } from './scores.ts';

type Training = NonNullable<DreamBoothRunConfig['training']>;

/** The settings of every run of a plan, for any candidate and rate. */
interface PlannedPictures extends Pick<
  DreamBoothRunConfig,
  | 'identifier'
  | 'pictures'
  | 'resolution'
  | 'framing'
  | 'drawing'
  | 'encoder'
  | 'clip'
  | 'precision'
> {
  readonly adapter: Pick<RecordedAdapter, 'ramp' | 'loraplus_lr_ratio'> & {
    readonly target_modules: readonly string[];
  };
  readonly training: Pick<
    Training,
    'optimiser' | 'schedule' | 'warmupSteps' | 'maxGradNorm' | 'minSnrGamma' | 'batchSize'
  >;
}

/**
 * A plan of pictures. Its pairs are subjects. Each adapter is compared at its best rate, or all at the plan's.
 */
export interface PicturePlan extends Pick<
  GluePlan,
  'title' | 'seeds' | 'candidates' | 'primary' | 'secondary' | 'margin'
> {
  /** the experiment that its runs are of */
  readonly suite: 'dreambooth' | 'faces';
  readonly denoiser: KnownDenoiser;
  /** the data set of the subjects; null: the user provides them */
  readonly data: string | null;
  readonly subjects: number;
  /** those that are searched, or the one that is given */
  readonly rates: readonly [number, ...number[]];
  /** how many other subjects each adapter's best rate is searched on */
  readonly search?: { readonly subjects: number };
  readonly steps: number;
  readonly faces: boolean;
  readonly made: PlannedPictures;
}

/** The settings of the runs of all plans. Those that the paper does not state follow diffusers' DreamBooth script. */
export const usualPictures = {
  pictures: 'all',
  framing: 'crop',
  adapter: { ramp: { fraction: 0.01 }, loraplus_lr_ratio: 16 },
  training: {
    optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
    schedule: 'constant',
    warmupSteps: 0,
    maxGradNorm: 1,
    minSnrGamma: null,
  },
} as const;

/** SingLoRA with 99 % of the parameters of LoRA at rank 8, on the small model. */
const asLarge = { method: 'singlora', rank: 12 } satisfies Candidate;

/** Fidelity on the small model at each adapter's best rate, like the paper's table 3. */
const bestRate: PicturePlan = {
  title: 'The small model, each adapter at its best rate',
  suite: 'dreambooth',
  denoiser: smallDenoiser,
  data: 'rendered',
  // Three per class.
  subjects: 36,
  rates: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2],
  search: { subjects: 6 },
  steps: 300,
  faces: false,
  seeds: [1],
  candidates: [loraCandidate, loraPlusCandidate, doraCandidate, singloraCandidate, asLarge],
  primary: { candidate: asLarge, against: loraCandidate },
  secondary: [
    { candidate: asLarge, against: loraPlusCandidate },
    { candidate: asLarge, against: doraCandidate },
    { candidate: singloraCandidate, against: loraCandidate },
  ],
  margin: 0.02,
  made: {
    ...usualPictures,
    identifier: 'sks',
    resolution: 'own',
    adapter: {
      ...usualPictures.adapter,
      target_modules: ['to_q', 'to_k', 'to_v', 'to_out.0'],
    },
    training: { ...usualPictures.training, batchSize: 4 },
    drawing: {
      sampler: null,
      prompts: 'all',
      ofClass: 20,
      perPrompt: 4,
      steps: 20,
      guidance: 3,
    },
    encoder: 'judge',
    clip: null,
    precision: 'bfloat16',
  },
};

/** The plans on the small model, by name: the preset of their runs. */
export const bestRatePlans = {
  'best-rate': bestRate,
  'best-rate-q-k': {
    ...bestRate,
    title: 'The small model on q and k, each adapter at its best rate',
    seeds: [2],
    made: {
      ...bestRate.made,
      adapter: { ...bestRate.made.adapter, target_modules: ['to_q', 'to_k'] },
    },
  },
} as const satisfies Readonly<Record<string, PicturePlan>>;

/** The preset of runs that ask whether an adapter learns a subject of the small model. */
export const cleanPreset = 'clean';

/** The smallest share of clean pictures that the plan accepts, without an adapter and with one. */
export const cleanPictures = {
  model: { sampleClass: 0.95 },
  adapter: { pickedIdentity: 0.8, pickedColours: 0.8, scene: 0.9 },
} as const satisfies {
  readonly model: Partial<Record<keyof PretrainingSummary, number>>;
  readonly adapter: Partial<Record<DreamBoothScoreName, number>>;
};
