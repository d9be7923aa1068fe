import { colourAt, format, intervalChart, type Chart } from '@singlora/reporting';
import { findingOf } from './comparison.ts';
import { isCompared, type StepCase } from './step-case.ts';

const colours = { faster: colourAt(0), equal: colourAt(5), slower: colourAt(1) };

/** The ratios of all compared cases; undefined where there is none. */
export function stepChart(cases: readonly StepCase[], id: string): Chart | undefined {
  const compared = cases.filter(isCompared);
  if (compared.length === 0) return undefined;
  const rows = compared.map(({ label, against: { comparison } }) => {
    const { medians, rounds } = comparison;
    return {
      label,
      colour: colours[findingOf(medians)],
      estimate: {
        mean: medians,
        interval: [Math.min(...rounds), Math.max(...rounds)] as const,
      },
      values: rounds.map((value, index) => ({ name: `round ${index + 1}`, value })),
    };
  });
  return {
    id,
    title: 'Their time ÷ ours',
    caption:
      'Filled: the ratio of the medians. Bar and open circles: the rounds. Right of the dashed line ours is faster, left of it slower.',
    description: compared
      .map(({ label, against }) => `${label} ${format.ratio(against.comparison.medians)}`)
      .join(', '),
    spec: intervalChart(rows, {
      measure: 'Their time ÷ ours',
      format: '.2f',
      reference: 1,
      words: {
        row: 'Case',
        single: 'Measured',
        centre: 'Ratio of medians',
        low: 'Least of a round',
        high: 'Greatest of a round',
      },
    }),
  };
}
