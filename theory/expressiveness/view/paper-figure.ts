import {
  type Chart,
  format,
  type LogLine,
  logLinesChart,
  methodColour,
  methodTitle,
} from '@singlora/reporting';
import type { Evidence } from '../../report/evidence.ts';
import { rangePoint } from '../../report/points.ts';
import {
  dataText,
  endsText,
  leastLoss,
  paperRate,
  printed,
  fitSubjects,
  type FitRun,
  type FitSubject,
} from './subject.ts';

/** The paper's figure 1, redrawn for each recorded attention problem; `drawn` are LoRA, and SingLoRA with as many parameters. */
export const paperCurves = (all: readonly Evidence[]) =>
  all
    .filter(({ check }) => check.id === 'expressiveness')
    .flatMap(({ runs }) => fitSubjects(runs as FitRun[]))
    .filter(({ kind }) => kind === 'attention')
    .flatMap((subject, index) => curvesOf(subject, `figure-1-${index + 1}`) ?? []);

const methods = ['lora', 'singlora'];

/** SingLoRA at twice LoRA's rank, as in the paper, and at the same rank, at the paper's rate; and the printed final losses. */
function curvesOf({ title, runs }: FitSubject, id: string) {
  const own = runs.filter(({ config }) => config.rate === paperRate);
  const singloraAt = (wanted: number) =>
    own.find(({ config }) => config.method === 'singlora' && config.rank === wanted);
  const loras = own.filter(({ config }) => config.method === 'lora');
  const lora = loras.find(({ config }) => singloraAt(2 * config.rank));
  const singlora = lora && singloraAt(2 * lora.config.rank);
  if (!singlora) return undefined;
  const { rank } = lora.config;
  const atRank = singloraAt(rank);
  const chosen = [lora, ...(atRank ? [atRank] : []), singlora];
  const lines = chosen.map((run): LogLine => ({
    label: `${methodTitle(run.config.method)}, r ${run.config.rank}`,
    colour: methodColour(run.config.method, methods),
    dashed: run === atRank,
    points: run.result.curve
      .filter(({ step }) => step > 0)
      .flatMap((point) => rangePoint(point.step, point.median, point, leastLoss)),
  }));
  const ends = Object.entries(printed.finalLoss).map(([method, y]): LogLine => ({
    label: `${methodTitle(method)}, the paper`,
    colour: methodColour(method, methods),
    points: [{ x: printed.steps, y }],
    marked: [{ x: printed.steps, y }],
  }));
  const chart: Chart = {
    id,
    title: `${title}, rate ${format.setting(paperRate)}`,
    caption: `Ours: LoRA at rank ${rank}, SingLoRA at twice the rank, which is as many parameters, and at the same rank (dashed), median over seeds with quartiles. ${dataText(runs)}. Rings: the ends that the paper’s text gives, ${format.listing(Object.entries(printed.finalLoss).map(([method, y]) => `${format.setting(y)} (${methodTitle(method)})`))}; its loss may be in another unit than our share of the error.`,
    description: endsText(chosen),
    spec: logLinesChart([...lines, ...ends], { x: 'Step', y: 'Error left', line: 'Method' }),
  };
  return { title, drawn: [lora, singlora], chart };
}
