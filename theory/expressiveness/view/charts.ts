import {
  type Chart,
  format,
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
  paperRate,
  type FitRun,
  type FitSubject,
} from './subject.ts';

/** Losses are drawn down to here; an exact fit has no place on a logarithmic axis. */
const least = 1e-14;

/** The same ends against the rank and against the number of parameters, and the curves of the paper's figure. */
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
    ...curveChart(title, runs, id),
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
      .flatMap((run) => rangePoint(of(run), run.result.loss.median, run.result.loss, least)),
  }));
  return {
    id,
    title,
    caption: `The share of the error that is left, at the best of the rates tried: median over seeds with its quartiles. ${dataText(runs)}.`,
    description: endsText(runs),
    spec: logLinesChart(lines, { x, y: 'Error left', line: 'Method' }),
  };
}

/** SingLoRA at twice LoRA's rank, as the paper draws it, and at the same rank: at the paper's rate. */
function curveChart(title: string, runs: readonly FitRun[], id: string): Chart[] {
  const rates = [...new Set(runs.map(({ config }) => config.rate))];
  const rate = rates.includes(paperRate) ? paperRate : Math.min(...rates);
  const own = runs.filter(({ config }) => config.rate === rate);
  const singloraAt = (wanted: number) =>
    own.find(({ config }) => config.method === 'singlora' && config.rank === wanted);
  const loras = own.filter(({ config }) => config.method === 'lora');
  const lora = loras.find(({ config }) => singloraAt(2 * config.rank));
  if (!lora) return [];
  const { rank } = lora.config;
  const chosen = [lora, singloraAt(rank), singloraAt(2 * rank)].flatMap((run) => run ?? []);
  const lines = chosen.map(({ config, result }, index): LogLine => ({
    label: `${methodTitle(config.method)}, r ${config.rank}`,
    colour: methodColour(config.method, ['lora', 'singlora']),
    dashed: index === 1,
    points: result.curve
      .filter(({ step }) => step > 0)
      .flatMap((point) => rangePoint(point.step, point.median, point, least)),
  }));
  const named = rate === paperRate ? 'the paper’s rate' : 'the rate';
  return [
    {
      id: `${id}-curves`,
      title: `${title}: training at ${named} ${format.setting(rate)}`,
      caption: `LoRA at rank ${rank}, beside SingLoRA at twice the rank, which is as many parameters, and at the same rank (dashed).`,
      description: endsText(chosen),
      spec: logLinesChart(lines, { x: 'Step', y: 'Error left', line: 'Method' }),
    },
  ];
}
