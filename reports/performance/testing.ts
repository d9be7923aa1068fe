import type { Axis, EpochRecord, ScaleRecord, StepRecord } from '@singlora/records';

// Made-up measurements. For tests only: no number on a page comes from here.

export const machine = {
  cpu: 'A processor',
  cores: 2,
  memoryBytes: 2 ** 33,
  system: 'linux x64',
  node: 'v20.19.0',
};

const common = {
  measuredAt: '2026-01-02T03:04:05.000Z',
  code: { commit: '0123456789abcdef', dirty: false },
  machine,
};

const mebibyte = 2 ** 20;

interface MadeStep extends Partial<Omit<StepRecord, 'setting' | 'sides'>> {
  readonly setting?: Partial<StepRecord['setting']>;
  /** Milliseconds by round. */
  readonly ours?: number[][];
  readonly theirs?: number[][];
  readonly against?: string;
}

/** By default ours takes 100 ms and the other side 120, 123 and 126: 1.23×. */
export function makeStep(given: MadeStep = {}): StepRecord {
  const { setting, ours, theirs, against = 'PyTorch + peft', ...rest } = given;
  const own = ours ?? [[100, 101, 100], [100, 99, 100], [100, 100, 100]]; // prettier-ignore
  const other = theirs ?? [[120, 120, 121], [123, 123, 123], [126, 125, 126]]; // prettier-ignore
  const name = rest.case ?? 'minilm-32x48';
  return {
    ...common,
    kind: 'step',
    case: name,
    title: 'MiniLM-L6, 32 × 48 tokens',
    command: `npx nx run tools:bench --case=${name}`,
    setting: {
      model: 'owner/all-MiniLM-L6-v2',
      weights: 'pretrained',
      method: 'lora',
      batch: 32,
      length: 48,
      pass: 'train',
      dropout: 'off',
      tokensThroughLastLayer: 'first',
      rank: 8,
      alpha: 8,
      threads: 2,
      ...setting,
    },
    rounds: own.length,
    sides: [
      {
        name: 'SingLoRA Lab',
        versions: 'a backend 1.0',
        milliseconds: own,
        peakRssBytes: 800 * mebibyte,
      },
      {
        name: against,
        versions: 'PyTorch 2.0',
        milliseconds: other,
        peakRssBytes: 1000 * mebibyte,
      },
    ],
    ...rest,
  };
}

/** Ours takes 100 s; the other side 200 s padded to 128 and 90 s grouped by length. */
export function makeEpoch(given: Partial<EpochRecord> = {}): EpochRecord {
  const side = { name: 'PyTorch + peft', versions: 'PyTorch 2.0', steps: 313, realTokens: 400_000 };
  return {
    ...common,
    kind: 'epoch',
    case: 'epoch-mnli',
    title: 'One epoch of MNLI, 10,000 rows',
    command: 'npx nx run tools:bench --case=epoch-mnli',
    setting: {
      model: 'owner/all-MiniLM-L6-v2',
      rows: 10_000,
      batch: 32,
      method: 'lora',
      rank: 8,
      alpha: 8,
      epochs: 1,
      data: 'nyu-mll/glue/mnli, a cache',
    },
    sides: [
      {
        ...side,
        name: 'SingLoRA Lab',
        versions: 'a backend 1.0',
        padding: 'as shipped',
        seconds: [100],
        tokens: 440_000,
        peakRssBytes: 800 * mebibyte,
      },
      {
        ...side,
        padding: 'padded to 128',
        seconds: [200],
        tokens: 1_280_000,
        peakRssBytes: 1400 * mebibyte,
      },
      {
        ...side,
        padding: 'length-grouped',
        seconds: [90],
        tokens: 420_000,
        peakRssBytes: 900 * mebibyte,
      },
    ],
    ...given,
  };
}

const base = { width: 256, depth: 4, length: 64, batch: 16, rank: 8 };

/** Sizes of an axis, with the step's milliseconds at each. */
export type MadeAxis = Readonly<Record<number, number>>;

export function makeScale(
  made: Partial<Record<Axis, MadeAxis>> = { width: { 128: 25, 256: 100, 512: 400 } },
  given: Partial<ScaleRecord> = {},
): ScaleRecord {
  return {
    ...common,
    kind: 'scale',
    case: 'scale-lora',
    title: 'A BERT of random weights',
    command: 'npx nx run tools:scale',
    setting: { model: 'BERT’s shape, random weights', method: 'lora', threads: 2, base },
    peakGflops: 100,
    points: (Object.entries(made) as [Axis, MadeAxis][]).flatMap(([axis, times]) =>
      Object.entries(times).map(([size, milliseconds]) => ({
        ...base,
        axis,
        [axis]: Number(size),
        milliseconds: [0.98, 1, 1.2].map((factor) => factor * milliseconds),
        peakRssBytes: (400 + milliseconds) * mebibyte,
        gflop: milliseconds / 20, // 50 GFLOP/s
      })),
    ),
    ...given,
  };
}
