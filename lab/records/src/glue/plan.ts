import type { PaperModelName } from '../paper/paper.ts';
import { lrRatioOf, paperProtocol, type GlueProtocol } from '../paper/protocol.ts';
import type { Precision } from '../precision.ts';
import type { RecordedAdapter } from '../run/adapter.ts';
import type { GlueRunConfig } from './run-config.ts';
import type { TaskName } from './tasks.ts';

/** An adapter that a plan compares. */
export interface Candidate {
  readonly method: string;
  readonly rank: number;
  /** a start with zero update, which needs no ramp; absent: the method's random or zero start */
  readonly start?: { readonly dist: string; readonly fan?: 'width' };
}

/** A comparison of two candidates: the score of the first minus that of the second. */
export interface PlannedComparison {
  readonly candidate: Candidate;
  readonly against: Candidate;
}

/** A task of a plan: its numbers of rows, and how long it trains. */
export interface PlannedTask {
  /** the rows that results train on, which include those of trials */
  readonly trainRows: number | 'all';
  readonly epochs: number;
  /** the training rows held out to score the trials of rates */
  readonly holdoutRows: number;
  /** unused training rows to score in addition to the dev rows; 0 where there are enough dev rows */
  readonly spareRows: number;
}

/**
 * A measurement of GLUE, declared before its runs: the comparisons, the tasks, and what counts as an answer.
 * The experiment with the same preset makes its runs, and pages judge them by the plan alone.
 */
export interface GluePlan {
  readonly title: string;
  /** the paper's model whose numbers it reproduces by the paper's protocol; absent: a stand-in, with equal training for all */
  readonly paper?: PaperModelName;
  /** the paper's model that its model stands in for; absent: RoBERTa-base */
  readonly standsFor?: PaperModelName;
  /** whether it only supplements another plan, and settles none of the paper's claims itself */
  readonly beside?: boolean;
  /** whether two that are equal within the margin leave the paper's claim on them open, as its section says */
  readonly equalIsOpen?: boolean;
  /** its id on the Hugging Face Hub */
  readonly model: string;
  /** how many of the last layers have adapters */
  readonly adaptLayers: number | 'all';
  /** the adapted modules of these layers; absent: the model's usual ones */
  readonly targets?: readonly string[];
  readonly tasks: Readonly<Partial<Record<TaskName, PlannedTask>>>;
  readonly seeds: readonly number[];
  readonly candidates: readonly Candidate[];
  /** the comparison whose mean over the tasks decides */
  readonly primary: PlannedComparison;
  /** comparisons of means over the tasks; corrected together, along with `primary` on each task */
  readonly secondary: readonly PlannedComparison[];
  /** the difference of two scores below which they count as equal */
  readonly margin: number;
  /** whether all comparisons, not just the primary one, are also made on each task */
  readonly allByTask?: boolean;
  /** whether it also judges how often the two sides of `primary` end at the floor */
  readonly collapse?: boolean;
  /**
   * the rates and seeds of the search, which is widened while any candidate's best rate is at an
   * edge. Null: each method has the paper's own rate on the task.
   */
  readonly search: {
    readonly rates: readonly number[];
    readonly seeds: readonly number[];
    /** how many of the rows that are not held out a trial trains on */
    readonly trialRows: number | 'rest';
  } | null;
  readonly batchSize: number;
  /** how spare rows are chosen, where there are any */
  readonly spareBy?: GlueRunConfig['spareBy'];
  /** the precision of products with frozen weights */
  readonly precision: Precision;
}

/** Fewer seeds decide nothing. */
export const fewestSeeds = 5;

/** The training settings of a plan that follows no protocol of the paper, whatever the candidate. */
export const plannedTraining = {
  dropout: 0,
  head: 'output',
  batches: 'grouped',
  template: 'pair',
  maxLength: 128,
  optimiser: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 },
  schedule: 'linear',
  warmupSteps: 0,
  maxGradNorm: 1,
} as const satisfies Partial<GlueRunConfig>;

/** The adapter settings of such a plan, as far as the candidate's method has them. */
export const plannedAdapter = {
  lora_dropout: 0,
  ramp: { fraction: 0.01 },
  init: { dist: 'uniform', fan: 'width' },
  loraplus_lr_ratio: 16,
} as const satisfies Partial<RecordedAdapter>;

/** The settings of a run on a task by a protocol or plan, for any candidate; `scale` is alpha/r. */
interface PlannedRun {
  readonly training: Pick<GlueRunConfig, keyof typeof plannedTraining>;
  readonly adapter: Omit<RecordedAdapter, 'method' | 'r' | 'lora_alpha'>;
  readonly scale: number;
}

/** The paper's protocol; what it leaves open follows LoRA+'s code or our own choice. */
export function protocolRun(protocol: GlueProtocol): PlannedRun {
  const { dropout, head, batches, template, maxLength, schedule, warmupSteps } = protocol;
  const { epsilon, weightDecay, maxGradNorm, adapterDropout, targets, alpha, rank } = protocol;
  const [beta1, beta2] = protocol.betas;
  return {
    training: {
      dropout,
      head,
      batches,
      template,
      maxLength,
      schedule,
      warmupSteps,
      maxGradNorm,
      optimiser: { beta1, beta2, epsilon, weightDecay },
    },
    adapter: {
      ...plannedAdapter,
      lora_dropout: adapterDropout,
      target_modules: targets,
      loraplus_lr_ratio: lrRatioOf(protocol),
    },
    scale: alpha / rank,
  };
}

/** The settings of a plan's runs: those of all our own plans, or the paper's for its model on the task. */
export const plannedRun = (
  { paper, targets }: Pick<GluePlan, 'paper' | 'targets'>,
  task: string,
): PlannedRun =>
  paper === undefined
    ? {
        training: plannedTraining,
        adapter: { ...plannedAdapter, ...(targets && { target_modules: targets }) },
        scale: 1,
      }
    : protocolRun(paperProtocol(paper, task));

export const loraCandidate = { method: 'lora', rank: 8 } satisfies Candidate;
export const singloraCandidate = { method: 'singlora', rank: 8 } satisfies Candidate;
/** SingLoRA with as many parameters as LoRA at rank 8, on square matrices. */
export const singloraOfEqualSize = { method: 'singlora', rank: 16 } satisfies Candidate;
export const loraPlusCandidate = { method: 'lora+', rank: 8 } satisfies Candidate;
export const doraCandidate = { method: 'dora', rank: 8 } satisfies Candidate;

/** The tasks of the primary endpoint, with enough passes to learn each task at all. */
const sixTasks = {
  cola: { trainRows: 5000, epochs: 4, holdoutRows: 2000, spareRows: 3500 },
  sst2: { trainRows: 6000, epochs: 1, holdoutRows: 2000, spareRows: 5000 },
  mrpc: { trainRows: 2268, epochs: 5, holdoutRows: 1000, spareRows: 1400 },
  stsb: { trainRows: 'all', epochs: 1, holdoutRows: 2000, spareRows: 0 },
  qnli: { trainRows: 6000, epochs: 1, holdoutRows: 2000, spareRows: 0 },
  mnli: { trainRows: 6000, epochs: 1, holdoutRows: 2000, spareRows: 0 },
} as const satisfies GluePlan['tasks'];

/** The same with fewer held-out rows, so that trials train on 78 to 83 % of the rows of results. */
const sixTasksWithLessHeldOut: GluePlan['tasks'] = Object.fromEntries(
  Object.entries(sixTasks).map(([task, own]) => [
    task,
    { ...own, holdoutRows: own.holdoutRows / 2 },
  ]),
);

/** The settings that the designs share. */
const common = {
  tasks: sixTasks,
  candidates: [
    loraCandidate,
    loraPlusCandidate,
    doraCandidate,
    singloraCandidate,
    singloraOfEqualSize,
  ],
  primary: { candidate: singloraCandidate, against: loraCandidate },
  secondary: [
    { candidate: singloraOfEqualSize, against: loraCandidate },
    { candidate: singloraCandidate, against: loraPlusCandidate },
    { candidate: singloraCandidate, against: doraCandidate },
  ],
  search: { rates: [3e-4, 1e-3, 3e-3, 1e-2], seeds: [0, 1, 2], trialRows: 'rest' },
  batchSize: 8,
  spareBy: 'row',
  precision: 'float32',
} satisfies Partial<GluePlan>;

/** The changes of the costlier designs: shorter trials, and half precision as in the paper. */
const costly = {
  search: { ...common.search, trialRows: 2000 },
  precision: 'bfloat16',
} satisfies Partial<GluePlan>;

/** What a plan of one task compares: SingLoRA with the paper's other adapters, all on that task. */
const oneTask = {
  candidates: [loraCandidate, loraPlusCandidate, doraCandidate, singloraCandidate],
  secondary: [
    { candidate: singloraCandidate, against: loraPlusCandidate },
    { candidate: singloraCandidate, against: doraCandidate },
  ],
  allByTask: true,
} satisfies Partial<GluePlan>;

/** The rates for adapters in all layers, where nearly none learned at 3e-4 or at 1e-2: a finer grid between the two. */
const nearbyRates = [1e-3, 1.8e-3, 3e-3, 5.6e-3];

const seedsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => first + i);
const tenSeeds = seedsFrom(0, 10);
const miniLm = 'sentence-transformers/all-MiniLM-L6-v2';

/** What both designs of QQP share. Only part of its rows is available; they train on as many as two cores manage in an hour. */
const qqp = {
  model: miniLm,
  tasks: { qqp: { trainRows: 4000, epochs: 1, holdoutRows: 1000, spareRows: 4000 } },
  seeds: seedsFrom(0, 8),
  margin: 0.01,
  equalIsOpen: true,
  spareBy: 'text',
} satisfies Partial<GluePlan>;

/** The plans, by the preset of `experiments:glue` that makes their runs; the first answers the main question. */
export const gluePlans = {
  'top-two': {
    ...common,
    title: 'MiniLM, last two layers',
    model: miniLm,
    adaptLayers: 2,
    seeds: tenSeeds,
    margin: 0.005,
  },
  'all-layers': {
    ...common,
    ...costly,
    candidates: [loraCandidate, singloraCandidate, singloraOfEqualSize],
    secondary: [{ candidate: singloraOfEqualSize, against: loraCandidate }],
    title: 'MiniLM, all layers',
    model: miniLm,
    adaptLayers: 'all',
    seeds: tenSeeds,
    margin: 0.01,
    beside: true,
  },
  mpnet: {
    ...common,
    ...costly,
    candidates: [loraCandidate, singloraCandidate],
    secondary: [],
    title: 'MPNet, last three layers',
    model: 'sentence-transformers/all-mpnet-base-v2',
    adaptLayers: 3,
    seeds: seedsFrom(0, 5),
    margin: 0.01,
    beside: true,
  },
  qqp: {
    ...common,
    ...qqp,
    ...oneTask,
    title: 'QQP: MiniLM, last two layers',
    adaptLayers: 2,
  },
  'qqp-all-layers': {
    ...common,
    ...qqp,
    title: 'QQP: MiniLM, all layers',
    adaptLayers: 'all',
    seeds: seedsFrom(100, 24),
    candidates: [loraCandidate, singloraCandidate],
    secondary: [],
    search: { ...common.search, rates: nearbyRates },
    precision: 'bfloat16',
    beside: true,
  },
  'mnli-alone': {
    ...common,
    ...oneTask,
    title: 'MNLI: MiniLM, last two layers',
    model: miniLm,
    adaptLayers: 2,
    tasks: { mnli: sixTasks.mnli },
    seeds: seedsFrom(600, 30),
    margin: 0.01,
  },
  'longer-trials': {
    ...common,
    title: 'MiniLM, all layers, longer trials',
    model: miniLm,
    adaptLayers: 'all',
    tasks: sixTasksWithLessHeldOut,
    candidates: [loraCandidate, singloraCandidate],
    secondary: [],
    search: { rates: nearbyRates, seeds: [100, 101, 102], trialRows: 'rest' },
    seeds: seedsFrom(100, 8),
    margin: 0.01,
    collapse: true,
    precision: 'bfloat16',
    beside: true,
  },
  decoder: {
    ...common,
    ...oneTask,
    title: 'SmolLM2, all layers',
    model: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    standsFor: 'llama-7b',
    adaptLayers: 'all',
    targets: paperProtocol('llama-7b', 'mnli').targets,
    tasks: { mnli: { trainRows: 4000, epochs: 1, holdoutRows: 800, spareRows: 0 } },
    search: { rates: [1.8e-4, 3e-4, 5.6e-4, 1e-3], seeds: [300, 301], trialRows: 'rest' },
    seeds: seedsFrom(300, 8),
    margin: 0.01,
    equalIsOpen: true,
    precision: 'bfloat16',
  },
} as const satisfies Readonly<Record<string, GluePlan>>;
