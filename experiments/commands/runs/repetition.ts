import type { MetricPoint, RunRecord } from '@singlora/tracking';
import type { Compared } from './comparison.ts';
import { byHowMuch, number } from './format.ts';

/** Numbers that the clock and the system decide, by their names; they differ in every run. */
const isMeasuredOfMachine = (key: string) =>
  /seconds$|per_second$|rss_?bytes$|^memory\//i.test(key);

/** A difference in a run that was made again. */
export interface Departure {
  readonly name: string;
  /** "0.75, and 0.7525 now: +0.0025". */
  readonly found: string;
}

/** The comparison of a run that was made again with its record. */
export interface Repetition {
  /** Numbers, curves and files that were held against each other. */
  readonly compared: { readonly numbers: number; readonly curves: number; readonly files: number };
  readonly departures: readonly Departure[];
}

/**
 * The differences in a run that was made again: numbers of its result, points of its curves, and its files. Each point is held to as
 * many digits as the record keeps of its curve, as an archive may have rounded it; files only where it has not. Numbers that the clock
 * and the system decide are left out.
 */
export function repetitionOf(recorded: Compared, again: Compared): Repetition {
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
  if (now === undefined) return [{ name, found: `${number(before)}, and missing now` }];
  return [{ name, found: `${number(before)}, and ${number(now)} now: ${byHowMuch(now, before)}` }];
}

/** The digits of a double: a number with so many has not been rounded. */
const FULL = 15;

/** The most significant digits that a curve's values have. */
const digitsOf = (points: readonly MetricPoint[]) =>
  points.reduce((most, { value }) => {
    const [mantissa = ''] = String(Math.abs(value)).split('e');
    return Math.max(most, mantissa.replace('.', '').replace(/^0+/, '').length);
  }, 1);

/** The first of a curve's recorded points that is not the same, and the largest difference. */
function curveDeparts(
  name: string,
  before: readonly MetricPoint[],
  now: readonly MetricPoint[],
): Departure[] {
  const digits = digitsOf(before);
  const values = new Map(now.map(({ step, value }) => [step, value]));
  const rounded = (value: number) => (digits < FULL ? Number(value.toPrecision(digits)) : value);
  const others = before.filter(({ step, value }) => {
    const own = values.get(step);
    return own === undefined || !Object.is(rounded(own), value);
  });
  const [first] = others;
  if (first === undefined) return [];
  const most = Math.max(
    ...others.map(({ step, value }) => Math.abs((values.get(step) ?? NaN) - value)),
  );
  const by = Number.isNaN(most) ? '' : `, by ${number(most)} at most`;
  return [
    {
      name,
      found: `${number(others.length)} of ${number(before.length)} points, from step ${number(first.step)} on${by}`,
    },
  ];
}
