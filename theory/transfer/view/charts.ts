import {
  colourAt,
  format,
  logLinesChart,
  orderedColour,
  sharedDomain,
  type Chart,
  type LogLine,
  type LogLogPoint,
} from '@singlora/reporting';
import { slopeText } from '../../report/words.ts';
import { dataText, type TransferRun, type TransferSubject } from './subject.ts';

/** The best rate against the width, a line a method: the exponent is the line's slope. */
export function optimumChart({ title, runs }: TransferSubject, id: string): Chart | undefined {
  const lines = runs.map(({ result }, index): LogLine => ({
    label: result.title,
    colour: colourAt(index),
    points: result.optimum.map(({ width, rate, low, high }) => ({ x: width, y: rate, low, high })),
  }));
  const [first] = runs;
  if (!first || lines.every(({ points }) => points.length === 0)) return undefined;
  return {
    id: `${id}-optimum`,
    title: `${title}: the best rate`,
    caption: `Mean over seeds of each one’s best rate, with its 95% interval. A method whose line is flat keeps its rate at every width. ${dataText(first)}.`,
    description: runs
      .map(({ result }) => `${result.title}: slope ${slopeText(result.exponent)}`)
      .join(', '),
    spec: logLinesChart(lines, { x: 'Width n', y: 'Best learning rate', line: 'Method' }),
  };
}

/** Loss against rate, a line a width, with axes that the methods share. */
export function lossCharts({ runs }: TransferSubject, id: string): Chart[] {
  const all = runs.map(linesOf);
  if (all.flat().every(({ points }) => points.length === 0)) return [];
  const domain = sharedDomain(all);
  return runs.map((run, index) => ({
    id: `${id}-${index + 1}`,
    title: run.result.title,
    caption: `A line a width; ringed: its best rate. Slope of the best rate: ${slopeText(run.result.exponent)}.`,
    description: run.result.optimum
      .map(({ width, rate }) => `width ${width}: best rate ${format.significant(rate)}`)
      .join(', '),
    spec: logLinesChart(all[index] ?? [], {
      x: 'Learning rate',
      y: 'Loss',
      line: 'Width',
      domain,
    }),
  }));
}

function linesOf({ result }: TransferRun): LogLine[] {
  const { widths, rates, losses, optimum, transferred } = result;
  return widths.map((width, index) => {
    const best = optimum.find((one) => one.width === width);
    const own = transferred.find((one) => one.width === width)?.own.loss;
    return {
      label: format.count(width),
      colour: orderedColour(index, widths.length),
      ink: 'var(--ink-2)',
      points: rates.flatMap((rate, i) => pointAt(rate, losses[index]?.[i] ?? [])),
      marked: best && own ? [{ x: best.rate, y: own }] : [],
    };
  });
}

/** The geometric mean over seeds with the least and the most; nothing where a seed diverged. */
function pointAt(x: number, losses: readonly (number | null)[]): LogLogPoint[] {
  const known = losses.flatMap((loss) => (loss !== null && loss > 0 ? [loss] : []));
  if (known.length === 0 || known.length < losses.length) return [];
  const logs = known.reduce((sum, loss) => sum + Math.log(loss), 0);
  const y = Math.exp(logs / known.length);
  return [{ x, y, low: Math.min(...known), high: Math.max(...known) }];
}
