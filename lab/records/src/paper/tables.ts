import {
  doraCandidate,
  fewestSeeds,
  loraCandidate,
  loraPlusCandidate,
  singloraCandidate,
  singloraOfEqualSize,
  type GluePlan,
} from '../glue/plan.ts';
import type { TaskName } from '../glue/tasks.ts';
import { stableDiffusion } from '../dreambooth/known-denoisers.ts';
import { bestRatePlans, usualPictures, type PicturePlan } from '../dreambooth/picture-plan.ts';
import { dreamBoothProtocol, facesProtocol } from './dreambooth-protocol.ts';
import { paper, type PaperModelName } from './paper.ts';
import { paperProtocol } from './protocol.ts';

const seedsUpTo = (length: number) => Array.from({ length }, (_, seed) => seed);
const seeds = seedsUpTo(fewestSeeds);

/** The settings that language plans share: every comparison that the paper's table makes, on each of its tasks. */
const language = {
  adaptLayers: 'all',
  seeds,
  candidates: [loraCandidate, loraPlusCandidate, doraCandidate, singloraCandidate],
  primary: { candidate: singloraCandidate, against: loraCandidate },
  secondary: [
    { candidate: singloraCandidate, against: loraPlusCandidate },
    { candidate: singloraCandidate, against: doraCandidate },
  ],
  // The smallest difference that the paper's tables emphasise is .4 points, on MNLI.
  margin: 0.005,
  precision: 'bfloat16',
} satisfies Partial<GluePlan>;

const search = { rates: [3e-4, 1e-3, 3e-3], seeds: [900, 901, 902], trialRows: 20_000 } as const;

const languagePlan = (
  model: PaperModelName,
  tasks: readonly TaskName[],
  searched: GluePlan['search'],
): GluePlan => {
  const { repository, title } = paper.models[model];
  const { batchSize, reported } = paperProtocol(model, tasks[0] ?? '');
  const rows = (task: TaskName) =>
    ({
      trainRows: 'all',
      epochs: paperProtocol(model, task).epochs,
      holdoutRows: 2000,
      spareRows: 0,
    }) as const;
  return {
    ...language,
    title: `${title}, ${reported ?? ''}, ${searched ? 'rates searched' : 'the paper’s rates'}`,
    paper: model,
    allByTask: tasks.length > 1,
    // Holm's correction for 11 comparisons requires t = 5.7 with five seeds, and 3.8 with ten.
    ...(tasks.length > 1 && { seeds: seedsUpTo(10) }),
    model: repository,
    tasks: Object.fromEntries(tasks.map((task) => [task, rows(task)])),
    search: searched,
    batchSize,
  };
};

const [least, most] = paper.figures['lr-sensitivity'].learningRates;

/**
 * Tables 1 and 2, by model. Where the paper states its rates, the plan with these settles its claims, supplemented by a
 * plan that searches each method's rate. GPT-2 on QNLI is not in the table. The paper states no rates for table 2: the
 * plan has the ends of the paper's figure, and one rate above them, since the best may not be at an end.
 */
export const languageTables = {
  'table-1': {
    'table-1-roberta-base': languagePlan('roberta-base', ['qqp', 'qnli', 'mnli'], null),
    'table-1-gpt2': languagePlan('gpt2', ['qqp', 'mnli'], null),
    'table-1-roberta-base-search': {
      ...languagePlan('roberta-base', ['qqp', 'qnli', 'mnli'], search),
      beside: true,
    },
    'table-1-gpt2-search': { ...languagePlan('gpt2', ['qqp', 'mnli'], search), beside: true },
  },
  'table-2': {
    'table-2': languagePlan('llama-7b', ['mnli'], {
      ...search,
      rates: [least, most, 2 * most],
    }),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, GluePlan>>>>;

/** The settings of every run of the paper's pictures, for any candidate. */
export const plannedPictures = {
  ...usualPictures,
  identifier: dreamBoothProtocol.identifier,
  resolution: dreamBoothProtocol.resolution,
  adapter: { ...usualPictures.adapter, target_modules: dreamBoothProtocol.targets },
  training: { ...usualPictures.training, batchSize: 1 },
  drawing: {
    sampler: null,
    prompts: 'all',
    ofClass: 20,
    perPrompt: dreamBoothProtocol.picturesPerPrompt,
    steps: 50,
    guidance: 7.5,
  },
  encoder: 'facebook/dino-vits16',
  clip: 'openai/clip-vit-base-patch32',
  precision: 'float32',
} as const satisfies PicturePlan['made'];

const subjects: PicturePlan = {
  title: 'Stable Diffusion 1.5, table 3',
  suite: 'dreambooth',
  denoiser: stableDiffusion,
  made: plannedPictures,
  data: dreamBoothProtocol.data,
  subjects: dreamBoothProtocol.subjects,
  rates: [dreamBoothProtocol.learningRate],
  steps: dreamBoothProtocol.steps,
  faces: false,
  seeds,
  candidates: [
    loraCandidate,
    loraPlusCandidate,
    doraCandidate,
    singloraCandidate,
    singloraOfEqualSize,
  ],
  primary: { candidate: singloraOfEqualSize, against: loraCandidate },
  secondary: [
    { candidate: singloraOfEqualSize, against: loraPlusCandidate },
    { candidate: singloraOfEqualSize, against: doraCandidate },
    { candidate: singloraCandidate, against: loraCandidate },
  ],
  margin: 0.02,
};

/** The paper's faces are not available: pictures of other people stand in. */
const people: PicturePlan = {
  ...subjects,
  title: 'Stable Diffusion 1.5, table 4',
  suite: 'faces',
  data: null,
  subjects: facesProtocol.subjects,
  steps: facesProtocol.steps,
  faces: true,
  candidates: [loraCandidate, doraCandidate, singloraOfEqualSize],
  secondary: [{ candidate: singloraOfEqualSize, against: doraCandidate }],
};

/** Tables 3 and 4. */
export const pictureTables = {
  'table-3': { 'table-3': subjects },
  'table-4': { 'table-4': people },
} as const satisfies Readonly<Record<string, Readonly<Record<string, PicturePlan>>>>;

/** The language plans by name: the preset of their runs. */
export const tablePlans: Readonly<Record<string, GluePlan>> = {
  ...languageTables['table-1'],
  ...languageTables['table-2'],
};

/** The picture plans by name. */
export const picturePlans: Readonly<Record<string, PicturePlan>> = {
  ...pictureTables['table-3'],
  ...pictureTables['table-4'],
  ...bestRatePlans,
};

/** The table, and therefore the experiment, whose plan has this name. */
export const tableOf = (plan: string): string | undefined => /^table-\d/.exec(plan)?.[0];
