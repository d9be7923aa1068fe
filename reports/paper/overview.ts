import { baselineMethod, headlineMethod, paper, taskTitle } from '@singlora/records';
import {
  type Chart,
  column,
  format,
  intervalChart,
  methodColour,
  methodTitle,
  stacked,
  table,
  type Table,
  tallyText,
} from '@singlora/reporting';
import { scaleOf, scales, scalesText, type PaperPart } from './cell.ts';
import type { Gap } from './language.ts';

/** Every table and figure: a mark for each of the paper's results, which the page explains, and our finding. */
export const overviewTable = (parts: readonly PaperPart[]): Table =>
  table('Each mark is a result of the paper’s.', parts, [
    stacked(
      column('In the paper', ({ title, id, of }) => ({
        text: title,
        href: `#${id}`,
        detail: of,
      })),
    ),
    stacked(
      column('Its results', ({ cells }) => ({
        text: '',
        mark: cells.map((cell) => scales[scaleOf(cell)].mark).join(''),
        detail: scalesText(cells),
      })),
    ),
    column('Stands in', ({ cells }) => {
      const models = cells.flatMap((cell) =>
        scaleOf(cell) === 'stand-in' ? (cell.ours?.model ?? []) : [],
      );
      return [...new Set(models)].join('; ');
    }),
    column('What ours say of its claims', ({ found }) => tallyText(found)),
  ]);

const [own, base] = [headlineMethod, baselineMethod].map(methodTitle);

/** The proposed method minus the baseline: ours with intervals, the paper's as open circles. Undefined where none was run. */
export function gapChart(gaps: readonly Gap[]): Chart | undefined {
  const run = gaps.flatMap(({ found, ...gap }) => (found?.interval ? [{ ...gap, found }] : []));
  const rows = run.map(({ model, task, printed, found: { difference, interval = [0, 0] } }) => ({
    label: `${taskTitle(task)}, ${paper.models[model].title}`,
    colour: methodColour(headlineMethod, []),
    estimate: {
      mean: 100 * difference,
      interval: [100 * interval[0], 100 * interval[1]] as const,
    },
    values: [{ name: 'The paper', value: printed }],
  }));
  const uses = run.map(
    ({ model, measuredWith = '' }) => `${paper.models[model].title}’s by ${measuredWith}`,
  );
  if (rows.length === 0) return undefined;
  return {
    id: 'gaps',
    title: `${own} − ${base}, in points`,
    caption: `Filled: ours with its 95% interval, ${format.listing([...new Set(uses)])}. Open: the paper, which gives no spread.`,
    description: run
      .map(
        ({ model, task, printed, found }) =>
          `${taskTitle(task)}, ${paper.models[model].title}: the paper ${format.signed(printed, 1)}, ours ${found.words.effect(found)}`,
      )
      .join('; '),
    spec: intervalChart(rows, {
      measure: 'Points of accuracy',
      format: '+.1f',
      reference: 0,
      words: { row: 'Of', single: 'By', centre: 'Ours' },
    }),
  };
}
