import {
  type Chart,
  format,
  type LogLine,
  logLinesChart,
  methodColour,
  methodTitle,
} from '@singlora/reporting';
import {
  bestRates,
  dataText,
  lossText,
  medianOf,
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
      .flatMap((run) => {
        const { low, median, high } = run.result.loss;
        if (median === null) return [];
        return [
          {
            x: of(run),
            y: Math.max(least, median),
            low: Math.max(least, low ?? median),
            high: high ?? median,
          },
        ];
      }),
  }));
  return {
    id,
    title,
    caption: `The share of the error that is left, at the best of the rates tried: median over seeds with its quartiles. ${dataText(runs)}.`,
    description: runs
      .map(
        (run) =>
          `${methodTitle(run.config.method)}, rank ${run.config.rank}: ${lossText(run.result.loss.median)}`,
      )
      .join(', '),
    spec: logLinesChart(lines, { x, y: 'Error left', line: 'Method' }),
  };
}

/** SingLoRA at twice LoRA's rank, as the paper draws it, and at the same rank: at the paper's rate. */
function curveChart(title: string, runs: readonly FitRun[], id: string): Chart[] {
  const rates = [...new Set(runs.map(({ config }) => config.rate))];
  const rate = rates.includes(paperRate) ? paperRate : Math.min(...rates);
  const own = runs.filter(({ config }) => config.rate === rate);
  const loras = own.filter(({ config }) => config.method === 'lora');
  const lora = loras.find(({ config: { rank } }) => singloraAt(own, 2 * rank));
  if (!lora) return [];
  const { rank } = lora.config;
  const chosen = [lora, singloraAt(own, rank), singloraAt(own, 2 * rank)].flatMap(
    (run) => run ?? [],
  );
  const lines = chosen.map((run, index): LogLine => ({
    label: `${methodTitle(run.config.method)}, r ${run.config.rank}`,
    colour: methodColour(run.config.method, ['lora', 'singlora']),
    dashed: index === 1,
    points: run.result.curve.flatMap(({ step, low, median, high }) =>
      step === 0 || median === null
        ? []
        : [
            {
              x: step,
              y: Math.max(least, median),
              low: Math.max(least, low ?? median),
              high: high ?? median,
            },
          ],
    ),
  }));
  const named = rate === paperRate ? 'the paper’s rate' : 'the rate';
  return [
    {
      id: `${id}-curves`,
      title: `${title}: training at ${named} ${format.setting(rate)}`,
      caption: `LoRA at rank ${rank}, beside SingLoRA at twice the rank, which is as many parameters, and at the same rank (dashed).`,
      description: chosen
        .map(
          (run) =>
            `${methodTitle(run.config.method)}, rank ${run.config.rank}: ${lossText(medianOf(run))}`,
        )
        .join(', '),
      spec: logLinesChart(lines, { x: 'Step', y: 'Error left', line: 'Method' }),
    },
  ];
}

const singloraAt = (runs: readonly FitRun[], rank: number) =>
  runs.find(({ config }) => config.method === 'singlora' && config.rank === rank);
