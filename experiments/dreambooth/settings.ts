import { list } from '@singlora/runner';
import { z } from 'zod';
import { learningRates } from '../training/learning-rates.ts';
import { methodSettings } from '../training/method-settings.ts';

const positive = () => z.coerce.number().positive();
const count = () => z.coerce.number().int().positive();
const share = () => z.coerce.number().min(0).lt(1);
const seeds = () => list(z.coerce.number().int().nonnegative());
const yesOrNo = () => z.union([z.boolean(), z.stringbool()], 'say yes or no');
const countOrNames = () => z.union([count(), list(z.string())]);

/** Every setting of a DreamBooth experiment; the keys are the command-line flags. */
export const dreamBoothSettings = z.strictObject({
  model: z
    .string()
    .describe(
      'the text-to-image model: small (it comes with the project), the folder of another such, or Stable Diffusion 1.x by its name on the Hub, as a folder or a file',
    ),
  tokenizer: z
    .string()
    .optional()
    .describe("the folder of CLIP's tokenizer, for Stable Diffusion in one file"),
  data: z
    .string()
    .describe(
      'where subjects come from: rendered, rendered-people, google/dreambooth (cache or Hub), or a folder laid out like it',
    ),
  subjects: countOrNames().describe('how many rendered subjects, or names of others, or all'),
  subject: z.string().optional().describe('a folder with pictures of one subject of your own'),
  class: z.string().optional().describe('what it is, as prompts call it: dog'),
  pictures: count()
    .optional()
    .describe('pictures to learn a subject from (default: all; rendered: 5)'),
  references: count().describe(
    'pictures of a rendered subject in each scene to compare with, of a person in each situation',
  ),
  identifier: z.string().describe('the rare word that stands for the subject in prompts'),
  resolution: count().optional().describe("pixels a side (default: the model's own)"),
  framing: z
    .enum(['crop', 'letterbox'])
    .describe('how a picture becomes a square: crop (its middle) or letterbox (all of it)'),
  methods: list(z.string()).describe(
    'adapter methods, comma separated; METHOD:RANK for another rank than --rank',
  ),
  baselines: z
    .union([list(z.enum(['none', 'full'])), z.literal('').transform(() => [])])
    .describe(
      'to compare with: none (the model as it is, the floor), full (all of its weights trained)',
    ),
  rank: count().describe('adapter rank r'),
  alpha: positive().optional().describe('adapter alpha (default: the rank)'),
  targets: list(z.string()).describe('layers of the denoiser to adapt'),
  ...methodSettings,
  lr: learningRates.describe(
    'learning rate: one for all (1e-3), one a method (lora=4e-4,singlora=1e-3), or search',
  ),
  fullLr: positive().describe('learning rate of the baseline full'),
  searchRates: list(positive()).describe('the rates that --lr=search tries for every method'),
  searchSeeds: seeds().describe('the seeds that --lr=search tries each rate with'),
  searchSubjects: countOrNames()
    .optional()
    .describe(
      'the subjects that --lr=search tries on, none of which has results: how many rendered ones, or names',
    ),
  trialPictures: count().describe('pictures of each prompt that score a trial of --lr=search'),
  seeds: seeds().describe('seeds, comma separated'),
  steps: count().describe('steps of training'),
  batchSize: count().describe('pictures a step'),
  microBatchSize: count()
    .optional()
    .describe('pictures at a time within a step, to save memory (default: all of them)'),
  beta1: share().describe("AdamW's beta 1"),
  beta2: share().describe("AdamW's beta 2"),
  epsilon: positive().describe("AdamW's epsilon"),
  weightDecay: z.coerce.number().min(0).describe('decoupled weight decay'),
  schedule: z
    .enum(['constant', 'linear', 'cosine'])
    .describe('learning-rate schedule: constant, linear (to zero) or cosine'),
  warmupSteps: z.coerce.number().int().nonnegative().describe('steps of linear warm-up'),
  maxGradNorm: positive().describe('clip the gradient to this global norm'),
  minSnrGamma: positive().optional().describe('weigh timesteps by min-SNR with this gamma'),
  recompute: yesOrNo().describe(
    'keep only the input of each block and run it again in the backward pass, to save memory: yes or no',
  ),
  prior: z.coerce
    .number()
    .nonnegative()
    .describe("weight of prior preservation, by the class's pictures; 0: without"),
  classPictures: count().describe(
    'pictures of the class for prior preservation: what a folder lacks is drawn by the model',
  ),
  classFolder: z
    .string()
    .optional()
    .describe("the folder of the class's pictures (default: in the project's cache)"),
  validateEvery: count()
    .optional()
    .describe('steps between two sets of pictures while training, one of each prompt'),
  keepAdapters: z.coerce
    .number()
    .int()
    .nonnegative()
    .describe('how many adapters of the last validations to keep beside the final one'),
  perPrompt: count().describe('pictures to draw of each prompt'),
  ofClass: count().describe("pictures to draw by the class's prompt"),
  prompts: count().optional().describe("use only the first so many of a subject's prompts"),
  samplingSteps: count().describe('steps of drawing a picture'),
  sampler: z
    .enum(['ddim', 'euler', 'dpm-solver++'])
    .optional()
    .describe("ddim, euler or dpm-solver++ (default: the model's own)"),
  guidance: z.coerce.number().min(1).describe('scale of classifier-free guidance; 1: none'),
  drawBatch: count().describe('pictures drawn at a time'),
  encoder: z
    .string()
    .optional()
    .describe(
      'what compares pictures with the subject: judge (of rendered ones), a model such as facebook/dino-vits16, or efficientnet-lite0 (default: judge for rendered subjects, else efficientnet-lite0)',
    ),
  faces: yesOrNo()
    .optional()
    .describe(
      'compare the faces of people, in pictures of 128 pixels a side and more: yes or no (default: no)',
    ),
  clip: z.string().optional().describe('a CLIP model, for CLIP-I and CLIP-T, or none'),
});

export type DreamBoothSettings = z.infer<typeof dreamBoothSettings>;
