import {
  colourAt,
  column,
  format,
  logLinesChart,
  numbers,
  sharedDomain,
  stacked,
  table,
  type CellValue,
  type Chart,
  type LogLine,
  type Table,
} from '@singlora/reporting';
import { exponentText, mean } from '@singlora/statistics';
import { reaches } from '../../report/claim.ts';
import { headed, type Part } from '../../report/parts.ts';
import { seedsPoint, widthLines } from '../../report/points.ts';
import { rangeText, slopeText, spanText } from '../../report/words.ts';
import type { AtRate } from '../record.ts';
import type { TransferRun, TransferSubject } from './subject.ts';

/** A table of the exponents, and each subject's loss against the rate. */
export const transferParts = (subjects: readonly TransferSubject[]): Part[] => [
  transferTable(subjects),
  ...subjects.map((subject) => headed(`${subject.title}: loss by rate`, [lossCharts(subject)])),
];

/** The best rate against the width, one line per method: the line's slope is the exponent. */
export function optimumChart({ id, title, runs }: TransferSubject): Chart[] {
  const lines = runs.map(({ result }, place): LogLine => ({
    label: result.title,
    colour: colourAt(place),
    points: result.optimum.map(({ width, rate, low, high }) => ({ x: width, y: rate, low, high })),
  }));
  const [first] = runs;
  if (!first || lines.every(({ points }) => points.length === 0)) return [];
  return [
    {
      id: `${id}-optimum`,
      title: `${title}: the best rate`,
      caption: `Mean over seeds of each one’s best rate, with its 95% interval. A method whose line is flat keeps its rate at every width. ${spanText(first.config)}.`,
      description: runs
        .map(({ result }) => `${result.title}: slope ${slopeText(result.exponent)}`)
        .join(', '),
      spec: logLinesChart(lines, { x: 'Width n', y: 'Best learning rate', line: 'Method' }),
    },
  ];
}

/** Loss against rate, one line per width, on axes that the methods share. */
function lossCharts({ id, runs }: TransferSubject): Chart[] {
  const all = runs.map(linesOf);
  if (all.flat().every(({ points }) => points.length === 0)) return [];
  const axes = { x: 'Learning rate', y: 'Loss', line: 'Width', domain: sharedDomain(all) };
  return runs.map((run, index) => ({
    id: `${id}-${index + 1}`,
    title: run.result.title,
    caption: `A line a width; ringed: its best rate. Slope of the best rate: ${slopeText(run.result.exponent)}.`,
    description: run.result.optimum
      .map(({ width, rate }) => `width ${width}: best rate ${format.significant(rate)}`)
      .join(', '),
    spec: logLinesChart(all[index] ?? [], axes),
  }));
}

/** Geometric means over seeds, with the minimum and maximum. */
function linesOf({ result }: TransferRun): LogLine[] {
  const { widths, rates, losses, optimum, transferred } = result;
  const middle = (values: readonly number[]) => Math.exp(mean(values.map(Math.log)));
  const items = widths.map((width) => ({ width }));
  return widthLines(items, ({ width }, index) => {
    const best = optimum.find((one) => one.width === width);
    const own = transferred.find((one) => one.width === width)?.own.loss;
    return {
      points: rates.flatMap((rate, i) => seedsPoint(rate, losses[index]?.[i] ?? [], { middle })),
      marked: best && own ? [{ x: best.rate, y: own }] : [],
    };
  });
}

/** A table of the best rate's growth, and of the cost of the first width's best rate at the last width. */
function transferTable(subjects: readonly TransferSubject[]): Table {
  const rows = subjects.flatMap(({ title, runs }) =>
    runs.map(({ config, result }) => ({
      subject: title,
      config,
      result,
      last: result.transferred.at(-1),
      slope: result.exponent,
      derived: result.predictedExponent,
    })),
  );
  return table(
    'The exponent of the best rate with its 95% interval, and the loss of the widest model at the rate that was best for the narrowest: kept as it is, and scaled by the derived exponent; as multiples of its loss at its own best rate.',
    rows,
    [
      column('Method', ({ result }) => result.title),
      stacked(
        column('Model and optimiser', ({ subject, config }) => ({
          text: subject,
          detail: spanText(config),
        })),
      ),
      stacked(
        numbers(
          'Exponent',
          ({ slope }) => slope && { text: format.fixed(slope.slope), detail: rangeText(slope) },
        ),
      ),
      numbers('Derived', ({ derived }) => (derived === null ? undefined : exponentText(derived))),
      numbers(['At an end', 'of the rates'], ({ config, result: { optimum } }) => {
        const edges = optimum.reduce((sum, { atEdge }) => sum + atEdge, 0);
        return `${format.count(edges)} of ${format.count(config.seeds.length * optimum.length)}`;
      }),
      numbers('Own loss', ({ last }) => format.significant(last?.own.loss ?? undefined)),
      stacked(numbers('Rate kept', ({ last }) => costCell(last?.kept))),
      stacked(numbers('Rate scaled', ({ last }) => costCell(last?.scaled))),
    ],
    {
      kind: ({ slope, derived }) =>
        slope !== null && derived !== null && !reaches(slope, derived) && 'marked',
      looks: ['Marked: the interval does not reach within ±0.1 of the derived exponent.'],
      notes: [
        'At an end: of widths × seeds, how many best rates were an end of the rates tried, so that a better one may lie beyond.',
      ],
    },
  );
}

function costCell(at: AtRate | null | undefined): CellValue {
  if (!at) return undefined;
  if (!at.ratio) return 'diverges';
  const { value, low, high } = at.ratio;
  return { text: format.ratio(value), detail: `${format.ratio(low)} to ${format.ratio(high)}` };
}
