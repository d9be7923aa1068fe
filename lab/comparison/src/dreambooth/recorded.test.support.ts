import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dreamBoothBaselines,
  dreamBoothFiles,
  dreamBoothNumber,
  dreamBoothProtocol,
  knownDenoiser,
  stableDiffusion,
  type DreamBoothScoreName,
} from '@singlora/records';
import { distinctBy } from '@singlora/reporting/text';
import { seededRandom } from '@singlora/statistics';
import type { AssetRecord, RunRecord } from '@singlora/tracking';
import { parameterCount } from '../parameter-count.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { identified, makeRun } from '../recorded.test.support.ts';

/** The fields in which a made-up run differs from a small run of LoRA at rank 8. */
export interface Change {
  readonly experiment?: string;
  readonly method?: string;
  readonly rank?: number;
  readonly subject?: string;
  readonly seed?: number;
  readonly rate?: number;
  /** Its number of parameters, relative to LoRA's at rank 8. */
  readonly size?: number;
  readonly scores?: Partial<Readonly<Record<DreamBoothScoreName, number>>>;
  /** The scores of real pictures. */
  readonly ceilings?: Partial<Readonly<Record<DreamBoothScoreName, number>>>;
  readonly steps?: number;
  /** How many pictures it drew of its subject. */
  readonly pictures?: number;
  readonly config?: Record<string, unknown>;
  readonly training?: Record<string, unknown>;
  readonly summary?: Readonly<Record<string, number>>;
  readonly assets?: AssetRecord[];
  readonly status?: 'finished' | 'interrupted' | 'failed';
  /** File names and contents. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
}

const asset = (kind: AssetRecord['kind'], id: string, standIn?: string): AssetRecord => ({
  kind,
  id,
  revision: '1',
  source: 'folder',
  origin: `folder ${id}`,
  sha256: { 'weights.safetensors': id.replaceAll(/\W/g, '').padEnd(64, '0').slice(0, 64) },
  ...(standIn === undefined ? {} : { standIn }),
});

const hub = (kind: AssetRecord['kind'], id: string, hash = 'a'.repeat(64)): AssetRecord => ({
  ...asset(kind, id),
  source: 'hub',
  sha256: { 'model.safetensors': hash },
});

/** The assets of a run on a model with unknown weights. */
export const smallAssets = [
  asset('model', 'mini'),
  asset('model', 'judge of rendered pictures', 'A judge embeds pictures in place of DINO.'),
  asset('dataset', 'rendered', 'A rendered subject stands in for the photographs.'),
];

/** The changes that give a run the paper's own model, pictures and encoders. */
export const paperSetup: Pick<Change, 'config' | 'assets' | 'steps' | 'pictures'> = {
  config: {
    preset: 'paper',
    model: 'stable-diffusion-v1-5/stable-diffusion-v1-5',
    data: 'google/dreambooth',
    encoder: 'facebook/dino-vits16',
    clip: 'openai/clip-vit-large-patch14',
    resolution: 512,
    drawing: { steps: 50, sampler: null, guidance: 7.5, prompts: 'all', perPrompt: 2, ofClass: 8 },
  },
  steps: 400,
  pictures: 50,
  assets: [
    hub('model', stableDiffusion.id, stableDiffusion.weights[0]),
    hub('model', 'facebook/dino-vits16'),
    hub('model', 'openai/clip-vit-large-patch14'),
    hub('dataset', 'google/dreambooth'),
  ],
};

/** A WebP of one pixel. */
export const onePixel = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** The lines of scores.jsonl for pictures of these prompts, two per prompt. */
export const scoresOf = (prompts: readonly string[], ofClass: string): string =>
  [...prompts, ofClass]
    .flatMap((prompt, at) =>
      [1, 2].map((n) => ({
        name: `${at + 1}-${n}`,
        prompt,
        of: at < prompts.length ? 'subject' : 'class',
        fidelity: 0.5,
      })),
    )
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');

/** Sheets and scores of a run, of one pixel each. */
export const pictureFiles = (
  prompts: readonly string[] = ['a photo of a sks robot in the snow'],
): Record<string, Uint8Array | string> => ({
  [dreamBoothFiles.row]: onePixel,
  [dreamBoothFiles.learned]: onePixel,
  [dreamBoothFiles.ofClass]: onePixel,
  [dreamBoothFiles.scores]: scoresOf(prompts, 'a photo of a robot'),
});

function configOf(change: Change) {
  const { method = 'lora', rank = 8, subject = 'robot 1', seed = 0, rate = 1e-3 } = change;
  const { steps = 200 } = change;
  const isBaseline = Object.values<string>(dreamBoothBaselines).includes(method);
  const isFloor = method === dreamBoothBaselines.floor;
  return {
    version: 5,
    purpose: 'result',
    search: null,
    preset: 'laptop',
    model: 'mini',
    data: 'rendered',
    subject,
    className: 'robot',
    references: change.config?.['data'] === undefined ? 2 : null,
    identifier: 'sks',
    pictures: 4,
    resolution: 'own',
    framing: 'crop',
    seed,
    adapter: isBaseline
      ? null
      : {
          method,
          r: rank,
          lora_alpha: rank,
          lora_dropout: 0,
          target_modules: ['to_q', 'to_k'],
          ...(method.startsWith('singlora') && {
            ramp: { fraction: 0.01 },
            init: { dist: 'normal', fan: 'width' },
          }),
          ...(method === 'lora+' && { loraplus_lr_ratio: 4 }),
        },
    training: isFloor
      ? null
      : {
          learningRate: rate,
          steps,
          batchSize: 2,
          microBatchSize: null,
          optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
          schedule: 'constant',
          warmupSteps: 0,
          maxGradNorm: 1,
          minSnrGamma: null,
          recompute: false,
          prior: null,
          validateEvery: null,
          ...change.training,
        },
    drawing: { steps: 20, sampler: null, guidance: 3, prompts: 10, perPrompt: 2, ofClass: 8 },
    encoder: 'judge',
    clip: null,
    faces: null,
    lineUp: 0,
    precision: 'float32',
    ...change.config,
  };
}

/** The lines of scores.jsonl of pictures that on average score what the summary says, in pairs about the mean. */
function linesOf(id: string, summary: RunRecord['summary']): string {
  const { fidelity = NaN, prior } = summary;
  const random = seededRandom(parseInt(id.slice(-9), 10));
  const spread = Array.from({ length: 500 }, () => 0.001 + 0.02 * random.uniform());
  const moved = (at: number, n: number) =>
    at === n - 1 && n % 2 === 1 ? 0 : (at % 2 === 0 ? 1 : -1) * (spread[at >> 1] ?? 0);
  const of = (which: 'subject' | 'class', n = 0, scores: (by: number) => object) =>
    Array.from({ length: n }, (_, at) => ({
      name: `${at}`,
      prompt: which,
      of: which,
      ...scores(moved(at, n)),
    }));
  return [
    ...of('subject', summary[dreamBoothNumber.pictures('fidelity')], (by) => ({
      fidelity: fidelity + by,
    })),
    ...of('class', summary[dreamBoothNumber.pictures('prior')], () => ({ prior })),
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** A made-up run's record, without what the database adds. */
function recordOf(change: Change): RunRecord {
  const { experiment = 'dreambooth', steps = 200, pictures = 20 } = change;
  const { scores = { fidelity: 0.6, scene: 0.8 } } = change;
  const config = configOf(change);
  const denoiser = knownDenoiser(change.assets?.[0]?.sha256 ?? {});
  const { record } = makeRun({ experiment });
  const numbers = Object.entries(scores).flatMap(([key, value]) => {
    const score = key as DreamBoothScoreName;
    return [
      [dreamBoothNumber.mean(score), value],
      [dreamBoothNumber.spread(score), 0.1],
      [dreamBoothNumber.pictures(score), score === 'prior' ? 8 : pictures],
    ] as const;
  });
  const ceilings = Object.entries(change.ceilings ?? {}).map(
    ([score, value]) => [dreamBoothNumber.ceiling(score as DreamBoothScoreName), value] as const,
  );
  const seconds = { trainSeconds: 60, drawSeconds: 12 };
  const took = 1000 * (seconds.trainSeconds + seconds.drawSeconds);
  return identified({
    ...record,
    finishedAt: new Date(Date.parse(record.startedAt) + took).toISOString(),
    config,
    assets: change.assets ?? smallAssets,
    summary: {
      ...Object.fromEntries([...numbers, ...ceilings]),
      trainableParameters: denoiser
        ? (parameterCount(change.method ?? 'lora', dreamBoothProtocol, change.rank ?? 8) ?? 0)
        : config.adapter
          ? Math.round(80_000 * (change.size ?? 1))
          : 0,
      totalParameters: denoiser?.parameters ?? 1_000_000,
      steps: config.training ? steps : 0,
      ...seconds,
      peakRssBytes: 1 << 29,
      ...change.summary,
    },
  });
}

/** Made-up runs with their files in a folder, the newest first; the last change is the newest. */
export const recordedOf = (folder: string, changes: readonly Change[]): RecordedRun[] =>
  changes.map((change) => recordedRun(folder, change)).reverse();

function recordedRun(folder: string, change: Change): RecordedRun {
  const { status = 'finished', files } = change;
  const record = recordOf(change);
  const { id, summary } = record;
  mkdirSync(join(folder, id));
  const artifacts = Object.entries({
    [dreamBoothFiles.scores]: linesOf(id, summary),
    ...files,
  }).map(([name, data]) => {
    const path = join(folder, id, name);
    writeFileSync(path, data);
    const sha256 = createHash('sha256').update(data).digest('hex');
    return { name, path, bytes: Buffer.byteLength(data), sha256 };
  });
  return {
    record: { ...record, status, artifacts, summary: status === 'finished' ? summary : {} },
    metric: () => Promise.resolve([]),
    predictions: { read: () => undefined },
  };
}

/** The search of `searchedRuns`. */
const search = { rates: [5e-4, 1e-3, 2e-3], seeds: [0], subjects: ['robot 90', 'robot 91'] };

/** The same runs with their rate found by a search on other subjects, and its trials. */
export function searchedRuns(...runs: readonly Change[]): Change[] {
  const scored = (run: Change, fidelity: number) => ({ prior: 0.5, ...run.scores, fidelity });
  const trials = distinctBy(runs, ({ method, rank = 8 }) => [method, rank]).flatMap((run) =>
    search.rates.flatMap((rate, at) =>
      search.subjects.map((subject) => ({
        ...run,
        ...{ rate, subject, seed: 0 },
        scores: scored(run, at === 1 ? 0.6 : 0.5),
        config: { ...run.config, purpose: 'trial' },
      })),
    ),
  );
  const results = runs.map((run) => ({
    ...run,
    scores: scored(run, run.scores?.fidelity ?? NaN),
    config: { ...run.config, search },
  }));
  return [...trials, ...results];
}

/** Runs of one method: by subject the fidelity of each seed. */
export const runsOf = (
  method: string,
  fidelities: Readonly<Record<string, readonly number[]>>,
  change: Change = {},
): Change[] =>
  Object.entries(fidelities).flatMap(([subject, each]) =>
    each.map((fidelity, seed) => ({
      ...change,
      method,
      subject,
      seed,
      scores: { scene: 0.8, ...change.scores, fidelity },
    })),
  );
