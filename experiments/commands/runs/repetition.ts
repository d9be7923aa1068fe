import type { MetricPoint, RunRecord } from '@singlora/tracking';
import type { ComparedRun } from './comparison.ts';
import { byHowMuch, numberText } from './format.ts';

/** Whether a value depends on the clock or the system, by its name; such values differ in every run. */
const isMeasuredOfMachine = (key: string) =>
  /seconds$|per_second$|rss_?bytes$|^memory\//i.test(key);

/** A difference between a repeated run and its record. */
export interface Departure {
  readonly name: string;
  /** "0.75, and 0.7525 now: +0.0025". */
  readonly found: string;
}

/** The comparison of a repeated run with its record. */
export interface Repetition {
  /** How many values, curves and files were compared. */
  readonly compared: { readonly numbers: number; readonly curves: number; readonly files: number };
  readonly departures: readonly Departure[];
}

/**
 * The differences of a repeated run from its record: in the values of its result, the points of its curves, and its
 * files. Points are compared to as many digits as the record keeps of their curve, since an archive may have rounded
 * it. Files are compared only if it has not. Values that depend on the clock or the system are left out.
 */
export function repetitionOf(recorded: ComparedRun, again: ComparedRun): Repetition {
  const numbers = numbersOf(recorded.run);
  const curves = [...recorded.curves].filter(([key]) => !isMeasuredOfMachine(key));
  const isRounded = curves.length > 0 && curves.every(([, points]) => digitsOf(points) < FULL);
  const files = isRounded ? [] : recorded.run.artifacts;
  return {
    compared: { numbers: numbers.length, curves: curves.length, files: files.length },
    departures: [
      ...numbers.flatMap(([key, value]) => numberDeparts(key, value, again.run.summary[key])),
      ...curves.flatMap(([key, points]) => curveDeparts(key, points, again.curves.get(key) ?? [])),
      ...files.flatMap(({ name, sha256 }) => {
        const now = again.run.artifacts.find((file) => file.name === name)?.sha256;
        const found = now === undefined ? 'it is missing now' : 'other bytes';
        return now === sha256 ? [] : [{ name, found }];
      }),
    ],
  };
}

const numbersOf = ({ summary }: RunRecord) =>
  Object.entries(summary).filter(([key]) => !isMeasuredOfMachine(key));

function numberDeparts(name: string, before: number, now: number | undefined): Departure[] {
  if (Object.is(before, now)) return [];
  if (now === undefined) return [{ name, found: `${numberText(before)}, and missing now` }];
  return [
    { name, found: `${numberText(before)}, and ${numberText(now)} now: ${byHowMuch(now, before)}` },
  ];
}

/** The digits of a double: a number with this many has not been rounded. */
const FULL = 15;

/** The largest number of significant digits of a curve's values. NaN and infinities have none. */
const digitsOf = (points: readonly MetricPoint[]) =>
  points.reduce((most, { value }) => {
    if (!Number.isFinite(value)) return most;
    const [mantissa = ''] = String(Math.abs(value)).split('e');
    return Math.max(most, mantissa.replace('.', '').replace(/^0+/, '').length);
  }, 1);

/** The first recorded point of a curve that differs, and the largest difference. */
function curveDeparts(name: string, before: readonly MetricPoint[], now: readonly MetricPoint[]) {
  const digits = digitsOf(before);
  const values = new Map(now.map(({ step, value }) => [step, value]));
  const rounded = (value: number) => (digits < FULL ? Number(value.toPrecision(digits)) : value);
  const others = before.filter(({ step, value }) => {
    const own = values.get(step);
    return own === undefined || !Object.is(rounded(own), value);
  });
  const [first] = others;
  if (first === undefined) return [];
  const most = others.reduce(
    (largest, { step, value }) => Math.max(largest, Math.abs((values.get(step) ?? NaN) - value)),
    0,
  );
  const by = Number.isNaN(most) ? '' : `, by ${numberText(most)} at most`;
  return [
    {
      name,
      found: `${numberText(others.length)} of ${numberText(before.length)} points, from step ${numberText(first.step)} on${by}`,
    },
  ];
}
