import { z } from 'zod';
import { precision } from '../precision.ts';
import { recordedAdapter } from '../run/adapter.ts';
import { count, countOrAll, positive, rates, seeds, text, texts, whole } from '../run/fields.ts';
import { adapterTrainingFields } from '../run/training.ts';
import { recordVersion } from '../version.ts';

/** The trials that chose a run's learning rate; the same for every method. */
export const subjectRateSearch = z.strictObject({
  rates: rates.describe('the rates that --lr=search tries for every method'),
  seeds: seeds.describe('the seeds that --lr=search tries each rate with'),
  /** the subjects of the trials; no result uses any of them */
  subjects: texts,
});

/** The rates, seeds and subjects that a search tried; see {@link dreamBoothRunConfig}. */
export type SubjectRateSearch = Readonly<z.infer<typeof subjectRateSearch>>;

/** Prior preservation with pictures of the class. */
const prior = z.strictObject({
  weight: z
    .number()
    .min(0)
    .describe("weight of prior preservation, by the class's pictures; 0: without"),
  pictures: count.describe(
    'pictures of the class for prior preservation: what a folder lacks is drawn by the model',
  ),
});

/** The training on a subject. */
const training = z.strictObject({
  ...adapterTrainingFields,
  steps: count.describe('steps of training'),
  minSnrGamma: positive
    .nullable()
    .describe('weigh timesteps by min-SNR with this gamma; none: each as much'),
  prior: prior.readonly().nullable(),
  validateEvery: count
    .nullable()
    .describe(
      'steps between two sets of pictures while training, one of each prompt; none: at the end alone',
    ),
});

/** How pictures are drawn, and how many. */
const drawing = z.strictObject({
  steps: count.describe('steps of drawing a picture'),
  sampler: z
    .enum(['ddim', 'euler', 'dpm-solver++'])
    .nullable()
    .describe("ddim, euler or dpm-solver++; none: the model's own"),
  guidance: z.number().min(1).describe('scale of classifier-free guidance; 1: none'),
  prompts: countOrAll.describe("use only the first so many of a subject's prompts, or all"),
  perPrompt: count.describe('pictures to draw of each prompt'),
  ofClass: whole.describe("pictures to draw by the class's prompt"),
});

/** The fields of a DreamBooth run; the experiments' flags are these. */
export const dreamBoothRunFields = {
  /** a trial's subject is never a result's */
  purpose: z.enum(['result', 'trial']),
  /** how the learning rate was found; null: it was given */
  search: subjectRateSearch.readonly().nullable(),
  preset: text,
  model: text.describe(
    'the text-to-image model: small (it comes with the project), the folder of another such, or Stable Diffusion 1.x by its name on the Hub, as a folder or a file',
  ),
  data: text.describe(
    'where subjects come from: rendered, google/dreambooth (cache or Hub), or a folder laid out like it',
  ),
  subject: text,
  /** the subject's class, as prompts name it; null: as its data set says */
  className: text.nullable(),
  identifier: text.describe('the rare word that stands for the subject in prompts'),
  pictures: countOrAll.describe('pictures to learn a subject from, or all (rendered: 5)'),
  /** null for subjects that are not rendered */
  references: count
    .describe('pictures of a rendered subject in each scene to compare with')
    .nullable(),
  resolution: z.union([count, z.literal('own')]).describe("pixels a side; own: the model's"),
  framing: z
    .enum(['crop', 'letterbox'])
    .describe('how a picture becomes a square: crop (its middle) or letterbox (all of it)'),
  seed: whole,
  /** null for a baseline */
  adapter: recordedAdapter.nullable(),
  /** null where nothing is trained */
  training: training.readonly().nullable(),
  drawing: drawing.readonly(),
  encoder: text.describe(
    'what compares pictures with the subject: judge (of rendered ones), a model such as facebook/dino-vits16, or efficientnet-lite0 (default: judge for rendered subjects, else efficientnet-lite0)',
  ),
  clip: text.nullable().describe('a CLIP model, for CLIP-I and CLIP-T, or none'),
  /** the model that detects and compares faces; null: none */
  faces: text.nullable(),
  lineUp: whole.describe(
    'how many others of its class a rendered subject is to be picked out of, picture by picture; 0: none',
  ),
  precision,
};

/** The data set in a run's record where the subject comes from the user's own folder. */
export const ownPictures = 'own pictures';

/** The resolved configuration of one DreamBooth run: what its record keeps and its identity is computed from. */
export const dreamBoothRunConfig = z
  .strictObject({ version: recordVersion(5), ...dreamBoothRunFields })
  .readonly();

/** Every setting of one DreamBooth run, including those that the preset left open. */
export type DreamBoothRunConfig = z.infer<typeof dreamBoothRunConfig>;

/** The method of a run's adapter, or the baseline in its place. */
export const dreamBoothMethod = ({
  adapter,
  training,
}: Pick<DreamBoothRunConfig, 'adapter' | 'training'>): string =>
  adapter?.method ?? (training ? dreamBoothBaselines.full : dreamBoothBaselines.floor);

/** The names that replace a method's where no adapter is trained. */
export const dreamBoothBaselines = {
  /** the unchanged model, whose scores are the floor */
  floor: 'none',
  /** all of the denoiser's weights trained */
  full: 'full',
} as const;
