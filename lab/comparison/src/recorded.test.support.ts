import { join } from 'node:path';
import {
  codeSha256,
  identityOf,
  openArchive,
  type AssetRecord,
  type RunRecord,
} from '@singlora/tracking';
import { glueScore, holdout, knownRows, spare, stepMetrics } from '@singlora/records';
import { adapterOf } from './doctor.test.support.ts';
import { recordedRuns, type RecordedRun } from './recorded-run.ts';

/** The changes that make a copy of a recorded run; everything else stays as recorded. */
export interface Change {
  readonly experiment?: string;
  /** The method; where it has no recorded run, LoRA's is copied. */
  readonly method?: string;
  readonly seed?: number;
  /** The score in every metric on every split, lower by a tenth for each metric after the first. */
  readonly score?: number;
  /** The predicted answer of each row; the label is 'yes' in all. */
  readonly predicted?: readonly string[];
  /** The group of each row; rows that share a text have one group. */
  readonly groups?: readonly number[];
  readonly status?: RunRecord['status'];
  /** An adapter's and an optimiser's settings are changed one by one, too. */
  readonly config?: Record<string, unknown>;
  readonly summary?: Record<string, number>;
  readonly assets?: AssetRecord[];
  readonly error?: string;
  readonly losses?: readonly number[];
}

/** All runs of `fixtures/glue.jsonl.gz`. */
async function readFixture(): Promise<RecordedRun[]> {
  const tracking = await openArchive(join(import.meta.dirname, 'fixtures/glue.jsonl.gz'));
  try {
    const { runs } = await recordedRuns(tracking);
    return await Promise.all(
      runs.map(async ({ record, metric, predictions }) => {
        const losses = await metric(record.id, stepMetrics.loss);
        const read = predictions.read();
        return {
          record,
          metric: () => Promise.resolve(losses),
          predictions: { read: () => read },
        };
      }),
    );
  } finally {
    await tracking.close();
  }
}

/** Runs that smoke presets recorded: MNLI's of four methods, and those of the ramp. */
export const recorded: readonly RecordedRun[] = await readFixture();

const runOf = (method: string): RecordedRun => {
  const own = recorded.filter(({ record }) => record.experiment === 'mnli');
  const found = own.find(({ record }) => adapterOf(record)['method'] === method) ?? own.at(-1);
  if (!found) throw new Error('The archive in reports/fixtures has no run of MNLI');
  return found;
};

const [modelAsset, datasetAsset] = ['model', 'dataset'].map((kind) =>
  runOf('lora').record.assets.find((asset) => asset.kind === kind),
);
export const model = modelAsset as AssetRecord;
/** GLUE's rows of a task with their known hashes, where there are any. */
export const rowsOf = (task: string): AssetRecord => ({
  ...(datasetAsset as AssetRecord),
  id: `nyu-mll/glue/${task}`,
  sha256: { ...datasetAsset?.sha256, ...Object.fromEntries(Object.entries(knownRows[task] ?? [])) },
});
export const dataset = rowsOf('mnli');

/** RoBERTa-base by the hash of its weights, whatever its name, trained as the paper states on all of MNLI. */
export const atPaperScale = {
  config: {
    model: './my-model',
    adaptLayers: 'all',
    trainRows: 'all',
    evalRows: 'all',
    epochs: 3,
    batchSize: 32,
    adapter: { lora_alpha: 8, r: 8 },
  },
  summary: { trainRows: 392_702, 'validation_matched/rows': 9815 },
  assets: [
    {
      kind: 'model',
      id: './my-model',
      source: 'folder',
      revision: 'local',
      url: 'folder',
      sha256: {
        'model.safetensors': '5bde1d28afb363d0103324efeb5afc8b2b397fe5e04beabb9b1ef355255ade81',
      },
    },
    dataset,
  ] as AssetRecord[],
} satisfies Change;

/** A record whose identity can be checked, and holds. */
export function identified(record: RunRecord): RunRecord {
  const code = { 'packages/core': 'a'.repeat(64) };
  const { experiment, config, assets, environment, starts } = record;
  return {
    ...record,
    identity: identityOf({ experiment, config, assets, code: codeSha256(code) }),
    environment: { ...environment, code },
    starts: starts.map((start) => ({
      ...start,
      environment: { ...start.environment, code },
    })),
  };
}

let copies = 0;

/** A copy of a recorded run with another id, changed where a test needs it; it is a result and no smoke run. */
export function makeRun(change: Change = {}): RecordedRun {
  const { method = 'lora', score = 0.7, status = 'finished' } = change;
  const run = runOf(method);
  const { record } = run;
  const id = `run${String(++copies).padStart(9, '0')}`;
  const { version, adapter, optimiser, ...changes } = change.config ?? {};
  const own = record.config;
  // A version marks the configuration as complete.
  const config =
    version === undefined
      ? {
          ...own,
          preset: 'laptop',
          maxSteps: null,
          seed: change.seed ?? 0,
          ...changes,
          adapter: { ...adapterOf(record), method, ...(adapter as object) },
          optimiser: { ...(own['optimiser'] as object), ...(optimiser as object) },
        }
      : (change.config ?? {});
  const split = splitOf(config);
  const recordedSummary = {
    ...withScores(record.summary, split, config['metrics'], score),
    ...change.summary,
  };
  const { trainRows = NaN } = recordedSummary;
  const passes = Number(config['epochs']) * Math.ceil(trainRows / Number(config['batchSize']));
  const summary = {
    ...recordedSummary,
    ...(Number.isNaN(score) ? { diverged: 1 } : {}),
    steps: change.summary?.['steps'] ?? Math.min(passes, Number(config['maxSteps'] ?? passes)),
  };
  const { experiment = record.experiment } = change;
  return {
    record: identified({
      ...record,
      id,
      experiment,
      status,
      config,
      summary: status === 'finished' ? summary : {},
      assets: change.assets ?? [model, rowsOf(String(config['task']))],
      command: `npx nx run experiments:${experiment}`,
      artifacts: [],
      ...(change.error === undefined ? {} : { error: change.error }),
    }),
    metric: change.losses
      ? () =>
          Promise.resolve((change.losses ?? []).map((value, index) => ({ step: index + 1, value })))
      : run.metric,
    predictions: {
      read: () =>
        change.predicted && {
          split,
          rows: [...change.predicted.keys()],
          labels: change.predicted.map(() => 'yes'),
          predicted: change.predicted,
          groups: change.groups,
        },
    },
  };
}

function splitOf({ purpose, spareRows, task }: RunRecord['config']): string {
  if (purpose === 'trial') return holdout;
  if (Number(spareRows) > 0) return spare;
  return task === 'mnli' ? 'validation_matched' : 'validation';
}

/** The summary with these scores, and sizes that make their error 1 point. */
function withScores(
  summary: Readonly<Record<string, number>>,
  split: string,
  metrics: unknown,
  score: number,
): Record<string, number> {
  const isScore = (key: string) => key.includes('/');
  const others = Object.entries(summary).filter(([key]) => !isScore(key));
  const each = (metrics as readonly string[]).flatMap((metric, index): [string, number][] => [
    [glueScore.score(split, metric), score - index / 10],
    [glueScore.standardError(split, metric), 0.01],
    [glueScore.baseline(split, metric), 0.35],
  ]);
  return Object.fromEntries([
    ...others,
    ...each,
    [glueScore.rows(split), 2000],
    [glueScore.loss(split), 0.9],
  ]);
}

/** Predictions for a hundred rows, `right` of them correct; `shift` moves which ones. */
export const answers = (right: number, shift = 0): string[] =>
  Array.from({ length: 100 }, (_, row) => ((row + shift) % 100 < right ? 'yes' : 'no'));

/** The runs of one task, with a score for each method and seed. */
export const runsOf = (
  task: string,
  scores: Readonly<Record<string, readonly number[]>>,
  change: Change = {},
): Change[] =>
  Object.entries(scores).flatMap(([method, each]) =>
    each.map((score, seed) => ({
      ...change,
      method,
      seed,
      score,
      experiment: change.experiment ?? task,
      config: { task, ...change.config },
    })),
  );
