import type { CoordinateUnit } from './coordinates.ts';
import { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from '../slopes/slope.ts';
import { verdictOf, type DecidedBy, type Verdict } from '../slopes/verdict.ts';
import type { KnownException } from '../models/width-model.ts';

/** `zero`: exactly 0 at every width and seed, as the change of a module before all that is trained. */
export type CoordinateVerdict = Verdict | 'zero';

/** How one quantity of one module grows with the width, after `step` steps. */
export interface CoordinateStep {
  readonly step: number;
  readonly quantity: 'size' | 'change';
  /** Null where there is no line: a value is 0 or not finite. So are `low`, `high` and `residual`. */
  readonly slope: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly residual: number | null;
  readonly verdict: CoordinateVerdict;
  readonly decidedBy: DecidedBy | null;
  /** Why the verdict is no fault, where it is known not to be one. */
  readonly exception: string | null;
  /** Exploding, vanishing or diverged, and no exception. */
  readonly flagged: boolean;
  /** The exponent that theory gives, where it is known. */
  readonly expected: number | null;
  /** Whether the interval reaches it, give or take the tolerance. */
  readonly agrees: boolean | null;
  readonly points: readonly {
    readonly width: number;
    /** One a seed, null where not finite. */
    readonly values: readonly (number | null)[];
  }[];
}

/** What was found for one module: its size at every recorded step, then its change from the first step on. */
export interface ModuleReport {
  readonly name: string;
  /** The reason of the first exception among its steps. */
  readonly exception: string | null;
  readonly steps: readonly CoordinateStep[];
}

/** An exponent known from theory. */
export interface KnownExponent {
  readonly module: string;
  readonly quantity: 'size' | 'change';
  readonly step: number;
  readonly exponent: number;
}

/** What is known beforehand: exceptions are not flagged, and measured slopes are compared with known exponents. */
export interface JudgeOptions {
  readonly exceptions?: readonly KnownException[];
  readonly expected?: readonly KnownExponent[];
}

/** Finite widths bend every power law a little: so far from 0 is stable, so near an exponent agrees. */
const tolerance = 0.1;

type Where = Pick<CoordinateStep, 'step' | 'quantity'> & { readonly module: string };

/** Slopes and verdicts of every module, step by step, from what all widths and seeds gave. */
export function judgeCoordinates(
  units: readonly CoordinateUnit[],
  options: JudgeOptions = {},
): ModuleReport[] {
  return Object.entries(units[0]?.coordinates ?? {}).map(([module, watched]) => {
    const places = (['size', 'change'] as const).flatMap((quantity) =>
      watched.map(({ step }): Where => ({ module, quantity, step })),
    );
    const steps = places
      .filter(({ quantity, step }) => quantity === 'size' || step > 0)
      .map((where) => judgedAt(where, units, options));
    const exception = steps.find((each) => each.exception !== null)?.exception ?? null;
    return { name: module, exception, steps };
  });
}

function judgedAt(
  where: Where,
  units: readonly CoordinateUnit[],
  { exceptions = [], expected = [] }: JudgeOptions,
): CoordinateStep {
  const { module, quantity, step } = where;
  const points = [...new Set(units.map(({ width }) => width))].map((width) => ({
    width,
    values: units
      .filter((unit) => unit.width === width)
      .map(({ coordinates }) => coordinates[module]?.find((each) => each.step === step))
      .map((watched) => watched?.[quantity] ?? null),
  }));
  const fit = fitOf(points);
  const isZero = points.every(({ values }) => values.every((value) => value === 0));
  const judgement = isZero ? { verdict: 'zero' as const } : verdictOf(fit, { tolerance });
  const known = expected.find((each) => isAt(where, each))?.exponent ?? null;
  const exception = exceptionOf(where, judgement.verdict, exceptions);
  const wrong = ['exploding', 'vanishing', 'diverged'].includes(judgement.verdict);
  return {
    step,
    quantity,
    ...lineOf(fit),
    decidedBy: null,
    ...judgement,
    exception,
    flagged: wrong && exception === null,
    expected: known,
    agrees: known === null ? null : typeof fit !== 'string' && reaches(fit, known),
    points,
  };
}

/** Where all values are 0 or one is not finite there is no line. */
function fitOf(points: CoordinateStep['points']) {
  const finite = points.map(({ width, values }): PointsOfWidth => ({
    width,
    values: values.map((value) => value ?? NaN),
  }));
  return fitSlope(finite);
}

function lineOf(fit: Slope | NoSlope) {
  if (typeof fit === 'string') return { slope: null, low: null, high: null, residual: null };
  const { slope, low, high, residual } = fit;
  return { slope, low, high, residual };
}

const isAt = ({ module, quantity, step }: Where, known: KnownExponent): boolean =>
  known.module === module && known.quantity === quantity && known.step === step;

const reaches = ({ low, high }: Slope, exponent: number): boolean =>
  exponent >= low - tolerance && exponent <= high + tolerance;

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
      each.verdict === verdict &&
      (each.steps?.includes(step) ?? true),
  );
  return known?.reason ?? null;
}
