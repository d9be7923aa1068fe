import { shortModel } from '@singlora/comparison';
import { paper, taskTitle } from '@singlora/records';
import { format, intervalChart, methodColour, methodTitle } from '@singlora/reporting';
import { estimate } from '@singlora/statistics';
import lrSensitivity, { rateSweeps } from '../ablations/lr-sensitivity.ablation.ts';
import { spreadOf } from '../ablations/spread.ts';
import type { MeasuredAblation } from '../ablations/measured.ts';
import type { PrintedCell } from './cell.ts';
import { leadingOf, resting, type FigureShown } from './figure.ts';

const figure = paper.figures['lr-sensitivity'];

/** Figure 2: how much accuracy varies over the paper's learning rates. */
export function ratesFigure(ablations: readonly MeasuredAblation[]): FigureShown {
  const { setting, ...rest } = leadingOf(lrSensitivity, ablations);
  const [low, high] = figure.learningRates;
  const range = `${format.setting(low)} to ${format.setting(high)}`;
  const methods = Object.keys(figure.spreadPercent);
  const spreads = methods.map((method) => {
    const sweep = setting && rateSweeps(setting).find((one) => one.method === method);
    const spread = setting && sweep && spreadOf(setting, sweep, () => [low, high]);
    return { method, printed: figure.spreadPercent[method] ?? NaN, spread };
  });
  const rows = spreads.flatMap(({ method, printed, spread }) =>
    spread
      ? [
          {
            label: methodTitle(method),
            colour: methodColour(method, methods),
            estimate: estimate(spread.bySeed.map((one) => 100 * one.spread)),
            values: [{ name: 'The paper', value: printed }],
            learned: spread.learned,
          },
        ]
      : [],
  );
  const cells = spreads.map(({ method, printed, spread }): PrintedCell => {
    const over = spread && estimate(spread.bySeed.map((one) => one.spread));
    return {
      name: `Accuracy moves over ${range}, ${methodTitle(method)}`,
      printed: `${printed}`,
      ours: setting &&
        over && {
          ...resting(setting, lrSensitivity.about, over.n),
          value: `${format.points(over.mean)}${spread.learned ? '' : ' (at the floor in part)'}`,
          interval: over.interval?.map((end) => format.points(end)).join(' to '),
          rate: range,
        },
    };
  });
  const floor = rows.some(({ learned }) => !learned)
    ? ' At these rates the stand-in is at the floor in part, so that its steadiness says little.'
    : '';
  return {
    source: figure.source,
    of: 'Learning rates',
    cells,
    ...rest,
    charts: [
      setting && {
        id: 'figure-2-spread',
        title: `How far accuracy moves from ${range}`,
        caption: `Filled: ours, ${shortModel(setting.model)} on ${taskTitle(setting.task)}, with its 95% interval. Open: the paper, ${paper.models[figure.model].title}.${floor}`,
        description: cells
          .map(({ name, printed, ours }) => `${name}: ${printed} in the paper, ours ${ours?.value}`)
          .join('; '),
        spec: intervalChart(rows, {
          measure: 'Largest less smallest accuracy (points)',
          format: '.1f',
          reference: 0,
          words: { row: 'Method', single: 'By', centre: 'Ours' },
        }),
      },
    ],
    notes: [
      `The paper’s accuracies are not given as numbers: the two spreads are those of its text. Its rates span a factor of ${high / low}, on one model and task, without a spread over seeds. Between two rates that were trained, ours is interpolated over their logarithm. The page of ablations shows the score at every rate that was tried here.`,
    ],
  };
}
