import type { FindingRecord } from '@singlora/records';
import { format } from '@singlora/reporting';
import { exponentText, powerText } from '@singlora/statistics';

type Parts = Readonly<Record<string, string>>;

/** What `value` can print of a finding, by the name of the part; `whole` is printed where none is named. */
function partsOf(one: FindingRecord): Parts {
  if (one.kind === 'claim') return { whole: one.verdict };
  if (one.kind === 'ratio')
    return {
      whole: withInterval(format.ratio(one.estimate), one.interval, format.ratio),
      estimate: format.ratio(one.estimate),
    };
  if (one.kind === 'exponent') {
    const slope = one.estimate === null ? undefined : format.fixed(one.estimate);
    return {
      n: format.plural(one.n.seeds, 'seed'),
      rate: `η ∝ ${powerText(one.rateExponent)}`,
      ...(one.ramp > 0 && { ramp: format.plural(one.ramp, 'step') }),
      ...(one.derived !== null && { derived: exponentText(one.derived) }),
      ...(slope !== undefined && {
        whole: withInterval(slope, one.interval, (end) => format.fixed(end)),
      }),
      ...(one.overflows.length > 0 && { overflows: overflowText(one) }),
    };
  }
  const ofScore = one.unit === 'score';
  const size = (value: number) => (ofScore ? format.signed(value) : format.signedPoints(value, 2));
  const unit = ofScore ? '' : ' points';
  const n =
    one.n.subjects === null
      ? format.plural(one.n.seeds, 'seed')
      : `${format.plural(one.n.subjects, 'subject')} × ${format.plural(one.n.seeds, 'seed')}`;
  const margin = ofScore
    ? `±${format.setting(one.given.margin)}`
    : `±${format.points(one.given.margin)} points`;
  const estimate = `${size(one.estimate)}${unit}`;
  return {
    whole: `${withInterval(estimate, one.interval, size)}, ${n}`,
    estimate,
    n,
    margin,
    ...(one.interval && { interval: `${size(one.interval[0])} to ${size(one.interval[1])}` }),
  };
}

const withInterval = (
  estimate: string,
  interval: readonly [number, number] | null,
  size: (end: number) => string,
) => (interval ? `${estimate} (95% ${size(interval[0])} to ${size(interval[1])})` : estimate);

/** "in 3 of 5 seeds at width 2,048 and in 5 of 5 at width 4,096" */
const overflowText = ({ overflows, n }: Extract<FindingRecord, { kind: 'exponent' }>) =>
  format.listing(
    overflows.map(
      ({ width, seeds }, at) =>
        `in ${seeds} of ${n.seeds}${at === 0 ? ' seeds' : ''} at width ${format.count(width)}`,
    ),
  );

/**
 * A part of a finding as text: "−1.38 points (95% −1.75 to −1.01), 10 seeds".
 * @throws {Error} where the finding has no such part
 */
export function findingText(one: FindingRecord, part = 'whole'): string {
  const parts = partsOf(one);
  const text = parts[part];
  if (text === undefined)
    throw new Error(`${one.id} has no "${part}": it has ${format.listing(Object.keys(parts))}.`);
  return text;
}

/** "1.20× to 2.54×": from the smallest to the largest estimate. */
export function estimateRangeText(all: readonly FindingRecord[]): string {
  const told = all.filter((one) => one.kind !== 'claim' && one.estimate !== null);
  const sorted = told.toSorted((a, b) => estimateOf(a) - estimateOf(b));
  const ends = [sorted[0], sorted.at(-1)].flatMap((one) => one ?? []);
  if (ends.length === 0) throw new Error('None of these findings has an estimate.');
  return [...new Set(ends.map((one) => findingText(one, 'estimate')))].join(' to ');
}

const estimateOf = (one: FindingRecord) => (one.kind === 'claim' ? NaN : (one.estimate ?? NaN));
