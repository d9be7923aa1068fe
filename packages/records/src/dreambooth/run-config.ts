import { z } from 'zod';
import { recordedRamp } from '../ramp.ts';
import { recordedStart } from '../start.ts';
import { added, versioned } from '../versioned.ts';

const text = z.string().min(1);
const whole = z.int().min(0);
const number = z.number();
const texts = z.array(text).readonly();

/** The trials that a run's learning rate was chosen by; the same for every method. */
const subjectRateSearch = z
  .strictObject({
    rates: z.array(number).readonly(),
    seeds: z.array(whole).readonly(),
    /** tried on; no result is of one of them */
    subjects: texts,
  })
  .readonly();

/** Which rates and seeds a search tried, on which subjects; see {@link dreamBoothRunConfig}. */
export type SubjectRateSearch = z.infer<typeof subjectRateSearch>;

/** An adapter's settings. */
const adapter = z
  .strictObject({
    rank: whole,
    alpha: number,
    targets: texts,
    /** null for methods without a ramp */
    ramp: recordedRamp.nullable(),
    init: recordedStart.nullable(),
    /** B's rate over A's, where the method has two */
    lrRatio: number.nullable(),
  })
  .readonly();

/** How a subject is learned. */
const training = z
  .strictObject({
    learningRate: number,
    steps: whole,
    batchSize: whole,
    microBatchSize: whole.nullable(),
    betas: z.tuple([number, number]).readonly(),
    epsilon: number,
    weightDecay: number,
    schedule: z.enum(['linear', 'constant', 'cosine']),
    warmupSteps: whole,
    maxGradNorm: number,
    /** γ of min-SNR; null: every timestep weighs as much */
    minSnrGamma: number.nullable(),
    recompute: z.boolean(),
    /** prior preservation; null: without */
    prior: z.strictObject({ weight: number, pictures: whole }).readonly().nullable(),
    /** pictures are drawn and scored each time so many steps are done; null: at the end alone */
    validateEvery: whole.nullable(),
  })
  .readonly();

/** How pictures are drawn, and how many. */
const drawing = z
  .strictObject({
    steps: whole,
    sampler: z.enum(['ddim', 'euler', 'dpm-solver++']).nullable(),
    guidance: number,
    /** how many of the subject's */
    prompts: z.union([whole, z.literal('all')]),
    perPrompt: whole,
    /** by the class's prompt, which tell what became of other subjects of the class */
    ofClass: whole,
  })
  .readonly();

const config = z
  .strictObject({
    version: z.literal(1),
    /** a trial is of a subject that no result is of */
    purpose: z.enum(['result', 'trial']),
    /** how the learning rate was found; null: it was given */
    search: subjectRateSearch.nullable(),
    preset: text,
    /** the text-to-image model */
    model: text,
    /** where subjects come from: `rendered`, a data set, or a folder */
    data: text,
    subject: text,
    /** what it is, as prompts call it; null: as its data set says */
    className: text.nullable(),
    identifier: text,
    /** of the subject, to learn from */
    pictures: z.union([whole, z.literal('all')]),
    /** pixels a side; `own`: the model's */
    resolution: z.union([whole, z.literal('own')]),
    framing: z.enum(['crop', 'letterbox']),
    seed: whole,
    /** the adapter method; of a baseline its name: `none` for the model as it is, `full` for all of its weights trained */
    method: text,
    /** null for a baseline */
    adapter: adapter.nullable(),
    /** null where nothing is trained */
    training: training.nullable(),
    drawing,
    /** what embeds pictures for the score of subject fidelity */
    encoder: text,
    /** what embeds pictures and prompts for CLIP-I and CLIP-T; null: neither is scored */
    clip: text.nullable(),
    /** what finds and compares faces; null: nothing does */
    faces: text.nullable(),
  })
  .readonly();

/** One DreamBooth run, resolved: what its record keeps and its identity is made of. */
export const dreamBoothRunConfig = versioned(config, [
  added('It is said where nothing compares faces', { faces: null }),
]);

/** Every setting of one DreamBooth run, those that the preset left open filled in. */
export type DreamBoothRunConfig = z.infer<typeof dreamBoothRunConfig>;
