import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dreamBoothFiles, dreamBoothProtocol, stableDiffusion } from '@singlora/records';
import type { ArtifactRecord, AssetRecord } from '@singlora/tracking';
import { both, eachOf, isOf, type Doctor, type Own } from '../doctor.test.support.ts';
import { parameterCount } from '../parameter-count.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { frontPairs } from './compare.ts';
import { atEqualDrift } from './front.ts';
import { dreamBoothRuns } from './run.ts';
import { dreamBoothSettings } from './setting.ts';

/** The amounts that are added to a run's scores. */
export type Shift = Partial<{ fidelity: number; prior: number }>;

/** Changes the runs of SingLoRA. */
export const each = eachOf(isOf('singlora'));

export const trainingOf = ({ config }: Pick<Own, 'config'>) =>
  config['training'] as { readonly learningRate: number; readonly steps: number };

/** A change of a record's training settings. */
export const training =
  (changes: object) =>
  ({ config }: Own): Partial<Own> => ({
    config: { ...config, training: { ...(config['training'] as object), ...changes } },
  });

const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
let written = 0;

/** The record with its scores raised by `by`, in the summary and for each picture. */
export function shifted(own: Own, by: Shift): Partial<Own> {
  const move = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'number' ? value + (by[name as keyof Shift] ?? 0) : value,
      ]),
    );
  const artifacts = own.artifacts.map((file): ArtifactRecord => {
    if (file.name !== dreamBoothFiles.scores) return file;
    const lines = readFileSync(file.path, 'utf8').split('\n').filter(Boolean);
    const data = lines
      .map((line) => `${JSON.stringify(move(JSON.parse(line) as object as never))}\n`)
      .join('');
    const path = join(folder, `${++written}.jsonl`);
    writeFileSync(path, data);
    const sha256 = createHash('sha256').update(data).digest('hex');
    return { ...file, path, bytes: Buffer.byteLength(data), sha256 };
  });
  return { summary: move(own.summary) as Own['summary'], artifacts };
}

/** Three learning rates, and the shift in fidelity and drift that each brings. */
const points: readonly (readonly [rate: number, Shift])[] = [
  [3e-4, { fidelity: -0.12, prior: -0.15 }],
  [1e-3, {}],
  [3e-3, { fidelity: 0.08, prior: 0.15 }],
];

/** Both adapters at three rates, made from the committed runs; SingLoRA's fidelity is higher by `gain`. */
export const grid = (
  runs: readonly RecordedRun[],
  gain: number | ((own: Own) => number),
): RecordedRun[] =>
  runs.flatMap((run) => {
    if (!run.record.config['adapter']) return [run];
    const own = isOf('singlora')(run.record)
      ? typeof gain === 'number'
        ? gain
        : gain(run.record)
      : 0;
    return points.map(([learningRate, by]): RecordedRun => {
      const id = `${run.record.id}${learningRate}`;
      return {
        ...run,
        record: {
          ...run.record,
          ...{ id, identity: id },
          ...training({ learningRate })(run.record),
          ...shifted(run.record, { ...by, fidelity: (by.fidelity ?? 0) + own }),
        },
      };
    });
  });

const hub = (kind: AssetRecord['kind'], id: string, hash = 'a'.repeat(64)): AssetRecord => ({
  ...{ kind, id, revision: '1', source: 'hub', origin: 'Hub' },
  sha256: { 'model.safetensors': hash },
});

/** The same runs as if made with the paper's model, pictures, encoders and set-up. */
export const atPaperScale: Doctor = each(
  (own) => ({
    assets: [
      hub('model', stableDiffusion.id, stableDiffusion.weights[0]),
      hub('model', 'facebook/dino-vits16'),
      hub('model', 'openai/clip-vit-base-patch32'),
      hub('dataset', 'google/dreambooth'),
    ],
    config: {
      ...own.config,
      ...(own.config['training'] ? training({ steps: dreamBoothProtocol.steps })(own).config : {}),
      ...{ preset: 'paper', model: stableDiffusion.id, data: dreamBoothProtocol.data },
      ...{ encoder: 'facebook/dino-vits16', clip: 'openai/clip-vit-base-patch32' },
      drawing: { ...(own.config['drawing'] as object), perPrompt: 4 },
      resolution: dreamBoothProtocol.resolution,
    },
    summary: {
      ...own.summary,
      totalParameters: stableDiffusion.parameters,
      ...(own.config['adapter']
        ? {
            steps: dreamBoothProtocol.steps,
            trainableParameters:
              parameterCount(String(own.config['method']), dreamBoothProtocol, 8) ?? NaN,
          }
        : {}),
    },
  }),
  both,
);

/** SingLoRA less LoRA at equal rank and equal drift, and whether the setting is the paper's. */
export function outcomeOf(runs: readonly RecordedRun[]) {
  const [setting] = dreamBoothSettings(dreamBoothRuns(runs).runs);
  const [pair] = setting ? frontPairs(setting, 'rank') : [];
  return {
    drawn: setting && pair && atEqualDrift(setting, pair, 'fidelity'),
    comparable: setting?.comparable,
  };
}
