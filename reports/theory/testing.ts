import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '@singlora/tracking';
import { makeRun } from '../testing.ts';
import type { CheckRun } from './read.ts';
import type { CheckName, ConfigOf, ResultOf, Slope, VerdictName } from '@singlora/records';

// Made-up records of the checks. For tests only: no number on a page comes from here.

/** A finished run with this configuration and result, as it is once read. */
export function makeCheck<Name extends CheckName>(
  check: Name,
  config: ConfigOf<Name>,
  result: ResultOf<Name>,
): CheckRun<Name> {
  return { check, config, result, record: makeRecord(check, config) };
}

/** The run's record, without its artifact. */
export function makeRecord(
  check: CheckName,
  config: Record<string, unknown>,
  given: Partial<RunRecord> = {},
): RunRecord {
  const { record } = makeRun();
  const preset = config['preset'] === 'default' ? '' : ` --preset=${String(config['preset'])}`;
  return {
    ...record,
    experiment: check,
    config,
    summary: {},
    assets: [],
    command: `npx nx run theory:${check}${preset}`,
    ...given,
  };
}

/** The same record with `result` as its artifact, written into a folder of its own in `root`. */
export async function withArtifact(
  record: RunRecord,
  root: string,
  result: unknown,
): Promise<RunRecord> {
  const folder = join(root, record.id);
  const path = join(folder, 'result.json');
  const content = typeof result === 'string' ? result : JSON.stringify(result);
  await mkdir(folder, { recursive: true });
  await writeFile(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const artifact = { name: 'result.json', path, bytes: content.length, sha256 };
  return { ...record, folder, artifacts: [artifact] };
}

const common = { preset: 'default', seeds: [0, 1, 2, 3, 4] };
const widths = [64, 128, 256, 512];

export const makeSlope = (slope: number, half = 0.02): Slope => ({
  slope,
  low: slope - half,
  high: slope + half,
  widths: widths.length,
  seeds: common.seeds.length,
});

const verdictSlopes: Readonly<Record<VerdictName, number | undefined>> = {
  stable: 0,
  vanishing: -0.5,
  exploding: 0.5,
  diverged: undefined,
  undecided: 0.1,
};

type SweepConfig = ConfigOf<'width-sweep'>;
type SweepCell = ResultOf<'width-sweep'>['cells'][number];

interface MadeCell extends Partial<SweepCell> {
  readonly verdict: VerdictName;
  /** Slope of the inner feature before the first step. */
  readonly inner?: number;
}

/** Verdicts by rate exponent; the predictions are the same unless they are given. */
export function makeSweep(
  cells: Readonly<Record<string, VerdictName | MadeCell>>,
  config: Partial<SweepConfig> = {},
): CheckRun<'width-sweep'> {
  return makeCheck(
    'width-sweep',
    {
      ...common,
      family: 'linear-toy',
      method: 'singlora',
      optimiser: 'adam',
      initExponent: -0.5,
      ramp: 0,
      rank: 8,
      alpha: 8,
      widths,
      steps: 10,
      ...config,
    },
    {
      baseRate: 1e-3,
      cells: Object.entries(cells).map(([rate, cell]) =>
        makeCell(Number(rate), typeof cell === 'string' ? { verdict: cell } : cell),
      ),
    },
  );
}

function makeCell(rateExponent: number, { inner = 0, ...given }: MadeCell): SweepCell {
  const slope = verdictSlopes[given.verdict];
  const fit =
    slope === undefined ? {} : makeSlope(slope, given.verdict === 'undecided' ? 0.4 : 0.02);
  const at = (step: number, predicted: number | null, own: object) => ({ step, predicted, ...own });
  const parts = (own: object) => [at(1, slope ?? 2, own), at(10, slope ?? 2, own)];
  return {
    rateExponent,
    decidedBy: null,
    predictedVerdict: given.verdict === 'undecided' ? 'stable' : given.verdict,
    slope: slope === undefined ? null : (fit as Slope),
    predicted: slope ?? 2,
    agrees: true,
    quantities: {
      deltaF: parts(fit),
      delta1: parts(fit),
      delta2: parts(fit),
      delta3: parts(fit),
      Qx: [at(1, inner, makeSlope(inner)), at(10, inner, makeSlope(inner))],
    },
    ...given,
  };
}

type CoordinateConfig = ConfigOf<'coordinate-check'>;

/** Two modules whose change grows with these slopes; known beforehand where `known` is given. */
export function makeCoordinates(
  slopes: Readonly<Record<string, number>>,
  config: Partial<CoordinateConfig> = {},
  known?: Readonly<Record<string, number>>,
): CheckRun<'coordinate-check'> {
  const stepOf = (quantity: 'size' | 'change', step: number, slope: number, expected?: number) => ({
    step,
    quantity,
    ...makeSlope(slope),
    verdict: Math.abs(slope) < 0.1 ? ('stable' as const) : ('exploding' as const),
    exception: null,
    flagged: Math.abs(slope) >= 0.1,
    expected: expected ?? null,
    agrees: expected === undefined ? null : Math.abs(slope - expected) < 0.1,
    points: widths.map((width) => ({ width, values: common.seeds.map(() => width ** slope) })),
  });
  return makeCheck(
    'coordinate-check',
    {
      ...common,
      family: 'residual-mlp-mup',
      method: 'singlora',
      optimiser: 'adam',
      rate: 0.01,
      rateExponent: -0.5,
      widths,
      steps: 2,
      ...config,
    },
    {
      known: known ? 'a network of known scaling' : null,
      modules: Object.entries(slopes).map(([name, slope]) => ({
        name,
        steps: [
          stepOf('size', 0, 0, known && 0),
          stepOf('change', 1, slope, known?.[name]),
          stepOf('change', 2, slope),
        ],
      })),
    },
  );
}

type InvarianceConfig = ConfigOf<'invariance'>;

/** The relative difference by optimiser; rounding makes 1e-6. */
export function makeInvariance(
  differences: Readonly<Record<string, number>>,
  config: Partial<InvarianceConfig> = {},
): CheckRun<'invariance'> {
  const entries = (value: (optimiser: string) => number) =>
    Object.keys(differences).flatMap((optimiser) =>
      [1, 2].map((step) => {
        const mean = value(optimiser);
        return { optimiser, step, mean, low: 0.9 * mean, high: 1.1 * mean };
      }),
    );
  return makeCheck(
    'invariance',
    {
      ...common,
      method: 'singlora',
      change: 'rotation',
      factor: null,
      shape: [64, 64],
      rank: 8,
      optimisers: Object.keys(differences),
      steps: 2,
      ...config,
    },
    {
      entries: entries((optimiser) => differences[optimiser] ?? NaN),
      floors: entries(() => 1e-6),
      double: [{ optimiser: 'gd', step: 1, mean: 1e-15, low: 1e-15, high: 2e-15 }],
      verdicts: Object.entries(differences).map(([optimiser, difference]) => ({
        optimiser,
        invariant: difference < 1e-5,
        difference,
        floor: 1e-6,
      })),
    },
  );
}

type FitConfig = ConfigOf<'expressiveness'>;

const attention = { problem: 'attention', width: 128, tokens: 32 } as const;

export const matrix = (target: string) =>
  ({ problem: 'matrix', target, width: 64, targetRank: 8 }) as const;

/** A share of the error that a method leaves at a rank; LoRA has twice as many parameters. */
export function makeFit(
  method: string,
  rank: number,
  loss: number,
  config: Partial<FitConfig> = {},
  floor: number | null = 0,
): CheckRun<'expressiveness'> {
  const quartiles = { low: 0.9 * loss, median: loss, high: 1.1 * loss };
  return makeCheck(
    'expressiveness',
    {
      ...common,
      problem: attention,
      method,
      rank,
      rate: 1e-4,
      optimiser: 'adamw',
      steps: 100,
      ...config,
    },
    {
      parameters: 256 * rank * (method === 'lora' ? 2 : 1),
      curve: [10, 100].map((step) => ({ step, ...quartiles })),
      loss: quartiles,
      floor,
    },
  );
}

type GridConfig = ConfigOf<'loraplus-grid'>;

/** A grid whose best ratio, and largest stable one, grow with these slopes. */
export function makeGrid(
  ratio: { readonly best: Slope; readonly stable: Slope },
  config: Partial<GridConfig> = {},
): CheckRun<'loraplus-grid'> {
  const rates = { A: [0.001, 0.01, 0.1], B: [0.01, 0.1, 1] };
  const cells = rates.A.flatMap((A) =>
    rates.B.map((B) => ({ rates: { A, B }, test: [A * B > 0.05 ? null : 1 / (1 + 1000 * A * B)] })),
  );
  const optimum = {
    best: { rates: { A: 0.01, B: 1 }, loss: 1 / 11 },
    atEdge: true,
    ridge: [{ rates: { A: 0.01, B: 1 }, loss: 1 / 11 }],
    oneRate: { rates: { A: 0.1, B: 0.1 }, loss: 2 / 11 },
    ratio: { value: 100, low: 10, high: 1000 },
  };
  const trend = (slope: Slope) => [{ ratio: { ...slope, resolution: 0.1, atEdge: 1 } }];
  return makeCheck(
    'loraplus-grid',
    {
      ...common,
      method: 'lora',
      optimiser: 'gd',
      rank: 4,
      widths,
      steps: [200],
      rates,
      ...config,
    },
    {
      title: 'LoRA, two rates',
      widths: widths.map((width) => ({ width, cells, optima: { test: [optimum] } })),
      trends: { test: trend(ratio.best) },
      stableTrends: trend(ratio.stable),
      claimed: { ratio: 1 },
    },
  );
}

/** The best rate grows with this slope; kept, the first width's costs twice the loss at the last. */
export function makeTransfer(
  exponent: Slope | null,
  config: Partial<ConfigOf<'transfer'>> = {},
): CheckRun<'transfer'> {
  const rates = [0.001, 0.01, 0.1];
  const at = (rate: number, ratio: number) => ({
    rate,
    loss: 0.1 * ratio,
    ratio: { value: ratio, low: 0.9 * ratio, high: 1.1 * ratio },
  });
  return makeCheck(
    'transfer',
    {
      ...common,
      family: 'residual-mlp-mup',
      method: 'singlora',
      optimiser: 'adam',
      widths,
      steps: 60,
      rank: 8,
      ...config,
    },
    {
      title: 'SingLoRA',
      widths,
      rates,
      losses: widths.map(() => rates.map((rate) => [0.1 / rate, rate === 0.1 ? null : 0.2 / rate])),
      optimum: widths.map((width) => ({
        width,
        rate: 0.01,
        low: 0.005,
        high: 0.02,
        atEdge: 0,
      })),
      exponent,
      predictedExponent: -0.5,
      transferred: widths.map((width) => ({
        width,
        own: at(0.01, 1),
        kept: at(0.1, 2),
        scaled: at(0.01, 1.1),
      })),
    },
  );
}

type ExponentConfig = ConfigOf<'exponents'>;
type Rates = ResultOf<'exponents'>['solutions'][string]['rates'];

/** The rates that keep Δf = O(1), and those at which it is Θ(1), for ever. */
export function makeExponents(
  stable: Rates,
  learning: Rates,
  config: Partial<ExponentConfig> = {},
): CheckRun<'exponents'> {
  const conclusion = { text: 'so it is', latex: 'so it is' };
  return makeCheck(
    'exponents',
    {
      preset: 'default',
      method: 'singlora',
      optimiser: 'constant',
      signal: 'error',
      initExponent: -0.5,
      outputs: 'width',
      ramp: 0,
      decay: false,
      steps: 4,
      ...config,
    },
    {
      solutions: {
        stable: { conclusion, rates: [[null, -0.375]], forEver: stable },
        learning: { conclusion, rates: learning, forEver: learning },
      },
      derivation: { text: 'line by line', latex: '\\item line by line' },
    },
  );
}
