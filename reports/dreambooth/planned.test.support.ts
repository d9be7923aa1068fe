import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dreamBoothRuns,
  dreamBoothSettingsIn,
  parameterCount,
  type RecordedRun,
} from '@singlora/comparison';
import {
  dreamBoothFiles,
  dreamBoothNumber,
  dreamBoothRunConfig,
  picturePlans,
  projectionsOf,
  type KnownDenoiser,
  type PicturePlan,
} from '@singlora/records';
import { identified, makeRun } from '../../lab/comparison/src/recorded.test.support.ts';
import { paperSetup } from '../../lab/comparison/src/dreambooth/recorded.test.support.ts';

/** The line of a picture without scores of its own. */
const path = join(import.meta.dirname, 'fixtures/unscored.jsonl');
const content = readFileSync(path);
const scores = {
  name: dreamBoothFiles.scores,
  path,
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};

/** A method's fidelity, on a subject and seed. */
type Fidelity = (method: string, rank: number | null, subject: number, seed: number) => number;

/** The assets of a run with this model's weights. */
const assetsOf = ({ id, weights: [hash = ''] }: KnownDenoiser): RecordedRun['record']['assets'] =>
  (paperSetup.assets ?? []).map((asset, at) =>
    at === 0 ? { ...asset, id, sha256: { 'model.safetensors': hash } } : asset,
  );

/** All results of a plan with the trials of their rates, as its experiment records them. */
export function recordedOf(
  name: string,
  fidelityOf: Fidelity,
  changes: object = {},
): RecordedRun[] {
  const plan = picturePlans[name] as PicturePlan;
  const { denoiser } = plan;
  const { adapter, training, ...planned } = plan.made;
  const projections = projectionsOf(denoiser, adapter.target_modules)!;
  const { record } = makeRun({ experiment: plan.suite });
  const search = plan.search && {
    rates: plan.rates,
    seeds: [0],
    subjects: Array.from({ length: plan.search.subjects }, (_, i) => `other ${i}`),
  };
  const configOf = (method: string, rank: number | null) =>
    dreamBoothRunConfig.parse({
      ...planned,
      version: 5,
      purpose: 'result',
      preset: name,
      seed: 0,
      search: (rank !== null && search) || null,
      model: denoiser.id,
      data: plan.data ?? 'people',
      subject: 'it',
      className: 'dog',
      adapter: rank === null ? null : { ...adapter, method, r: rank, lora_alpha: rank },
      training:
        rank === null
          ? null
          : {
              ...training,
              learningRate: plan.rates[0],
              steps: plan.steps,
              microBatchSize: null,
              recompute: true,
              prior: null,
              validateEvery: null,
            },
      faces: null,
      lineUp: 0,
      references: null,
      ...changes,
    });
  const sides = [{ method: 'none', rank: null }, ...plan.candidates].map((one) => ({
    ...one,
    config: configOf(one.method, one.rank),
  }));
  const runOf = (
    id: string,
    { method, rank, config: shared }: (typeof sides)[number],
    changed: object,
    { mean, text }: Readonly<Record<'mean' | 'text', number>>,
  ): RecordedRun => ({
    record: identified({
      ...record,
      id,
      config: { ...shared, ...changed },
      assets: assetsOf(denoiser),
      artifacts: [scores],
      summary: {
        [dreamBoothNumber.mean('fidelity')]: mean,
        [dreamBoothNumber.mean('prior')]: 0.1,
        [dreamBoothNumber.mean('clipText')]: text,
        [dreamBoothNumber.pictures('fidelity')]: 100,
        steps: rank === null ? 0 : plan.steps,
        trainableParameters: rank === null ? 0 : parameterCount(method, { projections }, rank)!,
        totalParameters: denoiser.parameters,
      },
    }),
    metric: () => Promise.resolve([]),
    predictions: { read: () => undefined },
  });
  const trials = sides.flatMap((side) =>
    (side.rank !== null && search ? search.subjects : []).flatMap((subject) =>
      plan.rates.map((learningRate, at) => {
        const training = { ...side.config.training, learningRate };
        const scored = { mean: 0.6 - 0.01 * at, text: 0.3 };
        const id = `trial-${name}-${side.method}-${side.rank}-${at}-${subject}`;
        return runOf(id, side, { purpose: 'trial', subject, training }, scored);
      }),
    ),
  );
  const results = plan.seeds.flatMap((seed) =>
    Array.from({ length: plan.subjects }, (_, subject) => subject).flatMap((subject) =>
      sides.map((side) => {
        const { method, rank } = side;
        const mean = fidelityOf(method, rank, subject, seed);
        const id = `${name}-${method}-${rank}-${subject}-${seed}`;
        const text = 0.3 + 0.001 * Math.sin(subject + 7 * seed);
        return runOf(id, side, { seed, subject: `it ${subject}` }, { mean, text });
      }),
    ),
  );
  return [...trials, ...results];
}

/** The settings of these runs. */
export function settingsOf(recorded: readonly RecordedRun[]) {
  const { runs } = dreamBoothRuns(recorded);
  const of = (purpose: string) => runs.filter(({ config }) => config.purpose === purpose);
  return dreamBoothSettingsIn(of('result'), of('trial'));
}

/** The first setting of these runs. */
export const settingOf = (runs: readonly RecordedRun[]) => settingsOf(runs)[0]!;

/** SingLoRA of LoRA's size this much above all others; `none` is without an adapter. */
export const apart =
  (by: number, spread = 0.005, largest = 16): Fidelity =>
  (method, rank, subject, seed) =>
    (method === 'none' ? 0.4 : 0.6) +
    (rank === largest ? by : 0) +
    spread * Math.sin(3 * subject + seed + 11 * method.length + (rank ?? 0));
