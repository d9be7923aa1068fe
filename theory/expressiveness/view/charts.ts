import {
  type Chart,
  type LogLine,
  logLinesChart,
  methodColour,
  methodTitle,
} from '@singlora/reporting';
import { rangePoint } from '../../report/points.ts';
import {
  bestRates,
  dataText,
  endsText,
  leastLoss,
  type FitRun,
  type FitSubject,
} from './subject.ts';

/** The same ends against the rank and against the number of parameters. */
export function attentionCharts({ title, runs }: FitSubject, id: string): Chart[] {
  const best = bestRates(runs);
  return [
    endChart(`${title}: equal rank`, best, `${id}-rank`, 'Rank r', ({ config }) => config.rank),
    endChart(
      `${title}: equal parameters`,
      best,
      `${id}-parameters`,
      'Trained parameters',
      ({ result }) => result.parameters,
    ),
  ];
}

function endChart(
  title: string,
  runs: readonly FitRun[],
  id: string,
  x: string,
  of: (run: FitRun) => number,
): Chart {
  const methods = [...new Set(runs.map(({ config }) => config.method))];
  const lines = methods.map((method): LogLine => ({
    label: methodTitle(method),
    colour: methodColour(method, methods),
    points: runs
      .filter(({ config }) => config.method === method)
      .flatMap((run) => rangePoint(of(run), run.result.loss.median, run.result.loss, leastLoss)),
  }));
  return {
    id,
    title,
    caption: `The share of the error that is left, at the best of the rates tried: median over seeds with its quartiles. ${dataText(runs)}.`,
    description: endsText(runs),
    spec: logLinesChart(lines, { x, y: 'Error left', line: 'Method' }),
  };
}
