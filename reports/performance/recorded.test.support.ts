import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  benchRecord,
  type Axis,
  type BenchRecord,
  type DenoiserRecord,
  type EpochRecord,
  type LossesRecord,
  type OperationsRecord,
  type Precision,
  type ScaleRecord,
  type StepRecord,
} from '@singlora/records';

/** One of the measurements in `fixtures`, which `fixtures/make.sh` makes again. */
function measured<Kind extends BenchRecord['kind']>(kind: Kind): BenchRecord & { kind: Kind } {
  const path = join(import.meta.dirname, 'fixtures', `${kind}.json`);
  return benchRecord.parse(JSON.parse(readFileSync(path, 'utf8'))) as BenchRecord & { kind: Kind };
}

const step = measured('step');
const epoch = measured('epoch');
const scale = measured('scale');
const operations = measured('operations');
const denoiser = measured('denoiser');

export const { machine } = step;

const mebibyte = 2 ** 20;
const earliest = '2026-01-02T03:04:05.000Z';

interface StepChange extends Partial<Omit<StepRecord, 'setting' | 'sides'>> {
  readonly setting?: Partial<StepRecord['setting']>;
  /** Milliseconds by round. */
  readonly ours?: number[][];
  readonly theirs?: number[][];
  readonly against?: string;
}

/** The measured step with other times: by default ours takes 100 ms and the other side 120, 123 and 126, 1.23×. */
export function makeStep(change: StepChange = {}): StepRecord {
  const {
    setting,
    ours = [
      [100, 101, 100],
      [100, 99, 100],
      [100, 100, 100],
    ],
    theirs = [
      [120, 120, 121],
      [123, 123, 123],
      [126, 125, 126],
    ],
    against,
    ...rest
  } = change;
  const [own, other] = step.sides;
  return {
    ...step,
    measuredAt: earliest,
    setting: { ...step.setting, ...setting },
    rounds: ours.length,
    sides: [
      { ...own!, milliseconds: ours, peakRssBytes: 800 * mebibyte },
      {
        ...other!,
        ...(against !== undefined && { name: against }),
        milliseconds: theirs,
        peakRssBytes: 1000 * mebibyte,
      },
    ],
    ...rest,
  };
}

/**
 * {@link makeStep}'s, and bfloat16 in half of our time, 70 ms on the other side. Ours computes half of
 * what it could in either, of 20 GFLOP; the other side 30.
 */
export function makeStepInBoth(): StepRecord {
  const step = makeStep();
  const counted = step.sides.map((side, i) => ({ ...side, gflop: i === 0 ? 20 : 30 }));
  const halves = counted.map((side, i) => ({
    ...side,
    precision: 'bfloat16' as const,
    milliseconds: side.milliseconds.map((round) => round.map(() => (i === 0 ? 50 : 70))),
  }));
  return {
    ...step,
    peakGflops: { float32: 400, bfloat16: 800 },
    sides: [counted[0]!, halves[0]!, counted[1]!, halves[1]!],
  };
}

/** The measured epoch as if of 10,000 rows: ours takes 100 s; the other side 200 s padded to 128 and 90 s by length. */
export function makeEpoch(change: Partial<EpochRecord> = {}): EpochRecord {
  const sizes: Readonly<Record<string, { seconds: number; tokens: number; peak: number }>> = {
    'as shipped': { seconds: 100, tokens: 440_000, peak: 800 },
    'padded to 128': { seconds: 200, tokens: 1_280_000, peak: 1400 },
    'length-grouped': { seconds: 90, tokens: 420_000, peak: 900 },
  };
  return {
    ...epoch,
    measuredAt: earliest,
    case: 'epoch-mnli',
    setting: { ...epoch.setting, rows: 10_000 },
    sides: epoch.sides.flatMap((side) => {
      const size = sizes[side.padding];
      if (!size) return [];
      const { seconds, tokens, peak } = size;
      const counts = { steps: 313, tokens, realTokens: 400_000 };
      return [{ ...side, ...counts, seconds: [seconds], peakRssBytes: peak * mebibyte }];
    }),
    ...change,
  };
}

/** Sizes of an axis, with the step's milliseconds at each. */
type AxisTimes = Readonly<Record<number, number>>;

/** The measured growth with other points, all of which compute at half of the machine's peak. */
export function makeScale(
  times: Partial<Record<Axis, AxisTimes>> = { width: { 128: 25, 256: 100, 512: 400 } },
  change: Partial<ScaleRecord> = {},
): ScaleRecord {
  const { base } = scale.setting;
  return {
    ...scale,
    measuredAt: earliest,
    peakGflops: 100,
    points: (Object.entries(times) as [Axis, AxisTimes][]).flatMap(([axis, each]) =>
      Object.entries(each).map(([size, milliseconds]) => ({
        ...base,
        axis,
        [axis]: Number(size),
        milliseconds: [0.98, 1, 1.2].map((factor) => factor * milliseconds),
        peakRssBytes: (400 + milliseconds) * mebibyte,
        gflop: milliseconds / 20,
      })),
    ),
    ...change,
  };
}

type Rounds = number[][];

/** The measured operation with other times: by default ours takes 5 ms forward and 10 ms with the gradient, the other side 6 ms and 8 ms. */
export function makeOperations(
  times: readonly (readonly [ours: Rounds, theirs: Rounds])[] = [
    [
      [[5], [5]],
      [[6], [6]],
    ],
    [
      [[10], [10]],
      [[8], [8]],
    ],
  ],
): OperationsRecord {
  return {
    ...operations,
    measuredAt: earliest,
    operations: operations.operations.map((one, i) => ({
      ...one,
      milliseconds: [...(times[i] ?? [])],
    })),
  };
}

/** The measured step on a denoiser with other times and memory: 20 ms and 1,000 MiB, beside 30 ms and 500 MiB. */
export function makeDenoiser(change: Partial<DenoiserRecord['setting']> = {}): DenoiserRecord {
  const [ours, theirs] = denoiser.sides;
  return {
    ...denoiser,
    measuredAt: earliest,
    setting: { ...denoiser.setting, ...change },
    sides: [
      { ...ours!, milliseconds: [[20], [20]], peakRssBytes: 1000 * mebibyte },
      { ...theirs!, milliseconds: [[30], [40]], peakRssBytes: 500 * mebibyte },
    ],
  };
}

/** Four steps in both precisions; losses of the second side are 0.1 larger at the first step and 0.3 at the last. */
export function makeLosses(): LossesRecord {
  const {
    case: _case,
    title: _title,
    kind: _kind,
    rounds: _rounds,
    peakGflops: _peak,
    ...common
  } = step;
  const { model, method, rank, alpha } = step.setting;
  const side = (precision: Precision, losses: number[]) => ({
    ...{ name: 'SingLoRA Lab', versions: 'v', precision, losses },
  });
  return {
    ...common,
    kind: 'losses',
    case: 'losses',
    title: 'Losses',
    measuredAt: earliest,
    setting: {
      model,
      method,
      rank,
      alpha,
      batch: 8,
      steps: 4,
      rate: 1e-3,
      rows: 32,
      data: 'd',
      seed: 0,
    },
    sides: [side('float32', [1, 0.9, 0.8, 0.7]), side('bfloat16', [1.1, 0.9, 0.8, 1])],
  };
}
