import {
  format,
  heatmapChart,
  logLinesChart,
  type Chart,
  type HeatCell,
} from '@singlora/reporting';
import { canonicalJson } from '@singlora/tracking';
import { widthLines } from '../../report/points.ts';
import {
  dataText,
  lossOf,
  lossRange,
  optimumOf,
  rateNames,
  runText,
  type GridRun,
} from './subject.ts';

/** For two rates, one heat map per width; for one, curves by width. */
export function gridCharts(run: GridRun, id: string): Chart[] {
  const names = rateNames(run);
  const [first, second] = names;
  if (first === undefined || names.length > 2) return [];
  if (second === undefined) return [rateCurves(run, first, id)];
  const domain = lossRange(run.result.widths);
  return run.result.widths.map((width) => {
    const optimum = optimumOf(width);
    const ridge = new Set(optimum?.ridge.map(({ rates }) => canonicalJson(rates)));
    const cells = width.cells.map((cell): HeatCell => ({
      x: cell.rates[first] ?? NaN,
      y: cell.rates[second] ?? NaN,
      value: lossOf(cell),
      outlined: ridge.has(canonicalJson(cell.rates)),
    }));
    const best = optimum?.best;
    const text = best
      ? `Star: the best, ${format.significant(best.loss)}${optimum.atEdge ? ', at the edge of what was tried' : ''}. Outlined: within 1% of it.`
      : 'Every cell diverged.';
    return {
      id: `${id}-${width.width}`,
      title: `n = ${format.count(width.width)}`,
      caption: `${text} Dashed: one rate for both.`,
      description: `${runText(run)}, width ${width.width}: ${text}`,
      spec: heatmapChart(cells, {
        x: `Rate of ${first}`,
        y: `Rate of ${second}`,
        value: 'Test loss',
        missing: 'diverged',
        diagonal: true,
        ...(domain ? { domain } : {}),
        ...(best ? { best: { x: best.rates[first] ?? NaN, y: best.rates[second] ?? NaN } } : {}),
      }),
    };
  });
}

function rateCurves(run: GridRun, name: string, id: string): Chart {
  const { widths } = run.result;
  const lines = widthLines(widths, (width) => {
    const best = optimumOf(width)?.best;
    return {
      points: width.cells.flatMap((cell) => {
        const [x, y] = [cell.rates[name], lossOf(cell)];
        return x === undefined || y === undefined ? [] : [{ x, y }];
      }),
      marked: best ? [{ x: best.rates[name] ?? NaN, y: best.loss }] : [],
    };
  });
  return {
    id,
    title: runText(run),
    caption: `Test loss by rate, a line a width; ringed: the best. Rates at which a seed diverged are left out. ${dataText(run)}.`,
    description: widths
      .map(
        (width) => `width ${width.width}: best ${format.significant(optimumOf(width)?.best.loss)}`,
      )
      .join(', '),
    spec: logLinesChart(lines, { x: 'Learning rate', y: 'Test loss', line: 'Width' }),
  };
}
