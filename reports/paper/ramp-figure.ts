import { badgesText, glueStandIns } from '@singlora/comparison';
import { headlineMethod, paper, paperMethods, taskTitle } from '@singlora/records';
import { format, methodColour, methodTitle, sweepChart } from '@singlora/reporting';
import ramp, { rampComparisons, reference } from '../ablations/ramp.ablation.ts';
import type { MeasuredAblation } from '../ablations/measured.ts';
import { leadingOf, resting, type FigureShown } from './figure.ts';

const figure = paper.figures['ramp-up'];

/** Figure 4: accuracy by the length of the ramp. */
export function rampFigure(ablations: readonly MeasuredAblation[]): FigureShown {
  const { setting, ...rest } = leadingOf(ramp, ablations);
  const [least, most] = figure.rampPercent;
  const all = setting ? rampComparisons(setting).filter(({ x }) => x > 0) : [];
  const own = all.filter(({ x }) => 100 * x >= least && 100 * x <= most);
  const [widest] = own.toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  const ends = own.flatMap(({ interval = [NaN, NaN] }) => interval);
  const text = (x: number) => `${format.setting(100 * x)}%`;
  return {
    source: figure.source,
    of: 'The ramp',
    cells: [
      {
        name: `Accuracy for T from ${least}% to ${most}% of the steps`,
        printed: 'comparable',
        ours: setting &&
          widest && {
            ...resting(setting, ramp.about, widest.pairs.length),
            value: `within ${format.points(Math.abs(widest.difference), 2)} points of T = ${text(reference)}`,
            interval: `${format.signedPoints(Math.min(...ends), 2)} to ${format.signedPoints(Math.max(...ends), 2)}`,
            rate: format.setting(widest.one.config.learningRate),
          },
      },
    ],
    ...rest,
    charts: [
      setting && {
        id: 'figure-4-ramp',
        title: `Accuracy less that at T = ${text(reference)} of the steps`,
        caption: `Ours on ${taskTitle(setting.task)}, ${badgesText(setting.model, glueStandIns(setting)) ?? 'with the paper’s model'}. Band: 95% interval. The paper prints no number: it calls T from ${least}% to ${most}% comparable.`,
        description: all.map((one) => `T = ${text(one.x)}: ${one.words.effect(one)}`).join('; '),
        spec: sweepChart(
          [
            {
              label: methodTitle(headlineMethod),
              colour: methodColour(headlineMethod, paperMethods),
              points: all.map(
                ({ x, difference, interval: [low, high] = [difference, difference] }) => ({
                  x: 100 * x,
                  y: 100 * difference,
                  low: 100 * low,
                  high: 100 * high,
                }),
              ),
            },
          ],
          {
            x: 'T (% of the steps)',
            y: 'Points',
            format: '.1f',
            band: ['95% from', '95% to'],
            reference: { y: 0, label: `as at ${text(reference)}` },
          },
        ),
      },
    ],
    notes: [
      'Our interval spans those of all these lengths.',
      'The paper’s accuracies are not given as numbers, and its text says no more than “comparable”. The ramp is given twice: T = 1,000 steps in the body, 1% of the steps in the appendix.',
    ],
  };
}
