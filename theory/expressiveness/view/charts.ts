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

/** The same final losses against the rank and against the number of parameters. */
export function attentionCharts({ title, runs }: FitSubject, id: string): Chart[] {
  const best = bestRates(runs);
  const methods = [...new Set(best.map(({ config }) => config.method))];
  const axes = [
    { of: ({ config }: FitRun) => config.rank, key: 'rank', x: 'Rank r' },
    { of: ({ result }: FitRun) => result.parameters, key: 'parameters', x: 'Trained parameters' },
  ];
  return axes.map(({ of, key, x }) => {
    const lines = methods.map((method): LogLine => ({
      label: methodTitle(method),
      colour: methodColour(method, methods),
      points: best
        .filter(({ config }) => config.method === method)
        .flatMap((run) => rangePoint(of(run), run.result.loss.median, run.result.loss, leastLoss)),
    }));
    return {
      id: `${id}-${key}`,
      title: `${title}: equal ${key}`,
      caption: `The share of the error that is left, at the best of the rates tried: median over seeds with its quartiles. ${dataText(best)}.`,
      description: endsText(best),
      spec: logLinesChart(lines, { x, y: 'Error left', line: 'Method' }),
    };
  });
}
