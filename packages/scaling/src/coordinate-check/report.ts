import {
  measuredGrowth,
  watchedQuantities,
  type CoordinateVerdict,
  type WatchedQuantity,
  type Where,
} from './judgement.ts';
import { judgeLosses, type LossStep } from './loss.ts';
import type { CoordinateUnit } from './watched.ts';
import { tolerance } from '../slopes/growth.ts';
import type { Slope } from '../slopes/slope.ts';
import type { KnownException } from '../models/width-model.ts';

/** An exponent known from theory. */
export interface KnownExponent {
  readonly module: string;
  readonly quantity: WatchedQuantity;
  readonly step: number;
  readonly exponent: number;
}

/** What was found for one module: each quantity at every recorded step, changes from the first step on. */
export type ModuleReport = ReturnType<typeof judgeCoordinates>[number];

/** How one quantity of one module grows with the width, after some steps; null where there is no line or nothing is known. */
export type CoordinateStep = ReturnType<typeof judgedAt>;

/** What is known beforehand: exceptions are not flagged, and measured slopes are compared with known exponents. */
export interface JudgeOptions {
  readonly exceptions?: readonly KnownException[];
  readonly expected?: readonly KnownExponent[];
}

/**
 * Slopes and verdicts of every module, step by step, from what all widths and seeds gave.
 * @throws {ScalingError} for fewer than three widths or two seeds
 */
export function judgeCoordinates(units: readonly CoordinateUnit[], options: JudgeOptions = {}) {
  const losses = judgeLosses(units);
  return Object.entries(units[0]?.coordinates ?? {}).map(([module, watched]) => {
    const places = watchedQuantities.flatMap((quantity) =>
      watched.map(({ step }): Where => ({ module, quantity, step })),
    );
    const steps = places
      .filter(({ quantity, step }) => step > 0 || quantity === 'size' || quantity === 'largest')
      .map((where) => judgedAt(where, measuredGrowth(where, units), losses, options));
    const exception = steps.find((each) => each.exception !== null)?.exception ?? null;
    return { name: module, exception, steps };
  });
}

function judgedAt(
  where: Where,
  { fit, verdict: byGrowth, ...growth }: ReturnType<typeof measuredGrowth>,
  losses: readonly LossStep[],
  { exceptions = [], expected = [] }: JudgeOptions,
) {
  const { quantity, step } = where;
  const verdict: CoordinateVerdict =
    byGrowth === 'stable' && isHigh(losses, step) ? 'high loss' : byGrowth;
  const known = expected.find((each) => isAt(where, each))?.exponent ?? null;
  const exception = exceptionOf(where, verdict, exceptions);
  // A maximum is a fault only where it grows.
  const isMaximum = quantity === 'largest' || quantity === 'largestChange';
  const faults = isMaximum ? ['exploding'] : faulty;
  const line = typeof fit === 'string' ? none : fit;
  return {
    step,
    quantity,
    slope: line.slope,
    low: line.low,
    high: line.high,
    residual: line.residual,
    ...growth,
    verdict,
    exception,
    flagged: faults.includes(verdict) && exception === null,
    expected: known,
    agrees: known === null ? null : typeof fit !== 'string' && reaches(fit, known),
  };
}

const faulty: readonly string[] = ['exploding', 'vanishing', 'diverged', 'bends', 'high loss'];

const none = { slope: null, low: null, high: null, residual: null };

/** Far above what the untrained model has, after that step. */
const isHigh = (losses: readonly LossStep[], step: number) =>
  losses.some(
    (each) => each.step === step && (each.verdict === 'rises' || each.verdict === 'diverged'),
  );

const isAt = ({ module, quantity, step }: Where, known: KnownExponent): boolean =>
  known.module === module && known.quantity === quantity && known.step === step;

const reaches = ({ low, high }: Slope, exponent: number): boolean =>
  exponent >= low - tolerance && exponent <= high + tolerance;

/** Where a module is known to vanish at first, it also bends while training outgrows that. */
function exceptionOf(
  { module, quantity, step }: Where,
  verdict: CoordinateVerdict,
  exceptions: readonly KnownException[],
): string | null {
  if (verdict === 'zero') return 'exactly 0: nothing that is trained comes before it';
  const known = exceptions.find(
    (each) =>
      (each.modules === 'all' || each.modules.includes(module)) &&
      each.quantity === quantity &&
      (each.verdict === verdict || verdict === 'bends') &&
      (each.steps?.includes(step) ?? true),
  );
  return known?.reason ?? null;
}
