import { colourAt, format, intervalChart, type Chart } from '@singlora/reporting';
import type { Precision } from '@singlora/records';
import { findingOf } from './comparison.ts';
import { isCompared, type Row } from './row.ts';

const colours = { faster: colourAt(0), equal: colourAt(5), slower: colourAt(1) };

/** The ratios of all compared cases; undefined where there is none. */
export function stepChart(
  cases: readonly Row[],
  precision: Precision,
  id: string,
): Chart | undefined {
  const compared = cases.filter(isCompared);
  if (compared.length === 0) return undefined;
  const rows = compared.map(({ label, comparison }) => {
    const { medians, interval, rounds } = comparison;
    return {
      label,
      colour: colours[findingOf(comparison)],
      estimate: { mean: medians, ...(interval && { interval }) },
      values: rounds.map((value, index) => ({ name: `round ${index + 1}`, value })),
    };
  });
  return {
    id,
    title: `Their time ÷ ours, ${precision}`,
    caption:
      'Filled: the ratio of the medians. Bar: its 95% interval. Open circles: the rounds. Right of the dashed line ours is faster, left of it slower.',
    description: compared
      .map(({ label, comparison }) => `${label} ${format.ratio(comparison.medians)}`)
      .join(', '),
    spec: intervalChart(rows, {
      measure: 'Their time ÷ ours',
      format: '.2f',
      reference: 1,
      words: {
        row: 'Case',
        single: 'Measured',
        centre: 'Ratio of medians',
        low: '95% from',
        high: '95% to',
      },
    }),
  };
}
