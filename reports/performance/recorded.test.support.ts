import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  benchRecord,
  type BenchRecord,
  type Measured,
  type Precision,
  type RecordOf,
} from '@singlora/records';

/** One of the measurements in `fixtures`, which `fixtures/make.sh` regenerates. */
function measured<Kind extends BenchRecord['kind']>(kind: Kind): RecordOf<Kind> {
  const path = join(import.meta.dirname, 'fixtures', `${kind}.json`);
  return benchRecord.parse(JSON.parse(readFileSync(path, 'utf8'))) as RecordOf<Kind>;
}

const step = measured('step');
const epoch = measured('epoch');
const operations = measured('operations');
const denoiser = measured('denoiser');

export const { machine } = step;

const mebibyte = 2 ** 20;
const earliest = '2026-01-02T03:04:05.000Z';

/** A record whose only case has other measurements, one per side. */
const withMeasured = (record: RecordOf<'step' | 'epoch' | 'denoiser'>, all: Measured[]) => [
  { ...record.cases[0]!, case: record.case, measured: all },
];

interface StepChange extends Partial<Omit<RecordOf<'step'>, 'setting' | 'sides'>> {
  readonly setting?: Partial<RecordOf<'step'>['setting']>;
  /** Milliseconds by round. */
  readonly ours?: number[][];
  readonly theirs?: number[][];
  readonly against?: string;
}

/** The measured step with other times: by default ours takes 100 ms and the other side 120, 123 and 126, 1.23×. */
export function makeStep(change: StepChange = {}): RecordOf<'step'> {
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
  const record = {
    ...step,
    measuredAt: earliest,
    setting: { ...step.setting, ...setting },
    sides: [own!, { ...other!, ...(against !== undefined && { name: against }) }],
    ...rest,
  };
  const cases = withMeasured(record, [
    { milliseconds: ours, peakRssBytes: 800 * mebibyte },
    { milliseconds: theirs, peakRssBytes: 1000 * mebibyte },
  ]);
  return { ...record, cases: change.cases ?? cases };
}

/**
 * {@link makeStep}'s record with bfloat16: half of our time, and 70 ms on the other side. Our side
 * reaches half of its peak in both precisions, with 20 GFLOP; the other side has 30.
 */
export function makeStepInBoth(): RecordOf<'step'> {
  const record = makeStep();
  const [ours, theirs] = record.cases[0]!.measured.map((one, i) => ({
    ...one,
    gflop: i === 0 ? 20 : 30,
  }));
  const took = (one: Measured, milliseconds: number) => ({
    ...one,
    milliseconds: one.milliseconds.map((round) => round.map(() => milliseconds)),
  });
  const [own, other] = record.sides;
  return {
    ...record,
    peakGflops: { float32: 400, bfloat16: 800 },
    sides: [own!, { ...own!, precision: 'bfloat16' }, other!, { ...other!, precision: 'bfloat16' }],
    cases: withMeasured(record, [ours!, took(ours!, 50), theirs!, took(theirs!, 70)]),
  };
}

/** A side's epoch: how it makes batches, the time it takes, and the memory it holds. */
interface Batches {
  readonly padding: string;
  readonly precision?: Precision;
  readonly seconds: number;
  readonly tokens?: number;
  readonly peak?: number;
}

const batches: readonly Batches[] = [
  { padding: 'as shipped', seconds: 100, tokens: 440_000, peak: 800 },
  { padding: 'padded to 128', seconds: 200, tokens: 1_280_000, peak: 1400 },
  { padding: 'length-grouped', seconds: 90, tokens: 420_000, peak: 900 },
];

/** The measured epoch, as if with 10,000 rows: ours takes 100 s; the other side 200 s padded to 128 and 90 s grouped by length. */
export function makeEpoch(...more: Batches[]): RecordOf<'epoch'> {
  const all = [...batches, ...more];
  const record = {
    ...epoch,
    measuredAt: earliest,
    case: 'epoch-mnli',
    setting: { ...epoch.setting, rows: 10_000 },
    sides: all.map(({ padding, precision = 'float32' }) => ({
      ...epoch.sides.find((side) => side.padding === padding)!,
      precision,
    })),
  };
  const measured = all.map(({ seconds, tokens = 420_000, peak = 900 }) => ({
    milliseconds: [[1000 * seconds]],
    peakRssBytes: peak * mebibyte,
    steps: 313,
    tokens,
    realTokens: 400_000,
  }));
  return { ...record, cases: withMeasured(record, measured) };
}

/** The measured operation with other times: ours takes 5 ms forward and 10 ms with the gradient, the other side 6 ms and 8 ms. */
export function makeOperations(): RecordOf<'operations'> {
  const times = [
    [5, 6],
    [10, 8],
  ];
  return {
    ...operations,
    measuredAt: earliest,
    cases: operations.cases.map((one, i) => ({
      ...one,
      measured: times[i]!.map((value) => ({ milliseconds: [[value], [value]] })),
    })),
  };
}

/** The measured step on a denoiser that recomputes its blocks, with other times and memory: 20 ms and 1,000 MiB, against 30 ms and 500 MiB. */
export const makeDenoiser = (): RecordOf<'denoiser'> => ({
  ...denoiser,
  measuredAt: earliest,
  setting: { ...denoiser.setting, recompute: true },
  cases: withMeasured(denoiser, [
    { milliseconds: [[20], [20]], peakRssBytes: 1000 * mebibyte },
    { milliseconds: [[30], [40]], peakRssBytes: 500 * mebibyte },
  ]),
});
