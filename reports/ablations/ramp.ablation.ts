import {
  compareGlue,
  judgedTogether,
  type GlueSetting,
  rampLengthText,
  rampSteps,
  rampText,
} from '@singlora/comparison';
import { type Config, markup, methodTitle, tableHtml } from '@singlora/reporting';
import { glueNumber, headlineMethod, paper } from '@singlora/records';
import type { Ablation } from './ablation.ts';
import { comparisonsTable } from '../glue/setting-tables.ts';
import { areAlike, margin, ofScores, type AblationDifference } from './differences.ts';
import { sweepsOf } from './sweep.ts';
import { sweepFigure, sweepTable } from './sweep-view.ts';

const figure = paper.figures['ramp-up'];
const [shortest, longest] = figure.rampPercent.map((percent) => percent / 100) as [number, number];
const subject = paper.models[figure.model]?.title ?? figure.model;

/** The reference ramp: the appendix's 1% of the steps. */
export const reference = 0.01;

/** T as a share of the steps, in whichever form it was given. */
function shareOf({ runs }: GlueSetting, { ramp }: Config): number | undefined {
  const steps = rampSteps(ramp);
  if (steps === undefined) return typeof ramp === 'number' ? ramp : undefined;
  const [all] = runs.flatMap(({ record }) => glueNumber(record.summary, 'steps') ?? []);
  return all === undefined ? undefined : steps / all;
}

const rampsOf = (setting: GlueSetting) =>
  sweepsOf(setting, (config) => shareOf(setting, config)).filter(
    ({ method }) => method === headlineMethod,
  );

/** Every length compared with the reference, corrected together. */
export function rampComparisons(
  setting: GlueSetting,
): (AblationDifference & { readonly x: number })[] {
  const points = rampsOf(setting).flatMap((sweep) => sweep.points);
  const base = points.find(({ x }) => x === reference)?.variant;
  if (!base) return [];
  return judgedTogether(
    points.flatMap(({ x, variant }) => {
      const found = x !== reference && compareGlue(setting, variant, base);
      return found ? [{ ...found, x }] : [];
    }),
    margin,
  );
}

export default {
  name: 'ramp',
  order: 2,
  title: 'The ramp',
  says: `The length of the ramp makes no difference: T from ${rampText(shortest)} to ${rampText(longest)} of the steps gives comparable results.`,
  place: `${figure.source}, ${subject}`,
  about: { model: figure.model },
  compared: (setting) => ofScores(rampComparisons(setting)),
  judge(setting) {
    const all = rampComparisons(setting);
    const own = all.filter(({ x }) => x >= shortest && x <= longest);
    return areAlike(own, ({ x }) => rampText(x), {
      subject: 'T, as a share of the steps, is',
      shown: [...own, ...all.filter(({ x }) => x === 0)],
    });
  },
  chart(setting, id) {
    const sweeps = rampsOf(setting);
    const none = sweeps.flatMap(({ points }) => points).find(({ x }) => x === 0)?.variant;
    return sweepFigure(setting, sweeps, {
      id: `${id}-ramp`,
      x: 'T (% of the steps)',
      times: 100,
      title: `${setting.metric.title} against the ramp’s length`,
      caption: none ? 'Dashed: without a ramp.' : '',
      ...(none ? { reference: { y: 100 * none.score.mean, label: 'no ramp' } } : {}),
    });
  },
  body(setting) {
    const sweeps = rampsOf(setting);
    const differences = rampComparisons(setting);
    const axis = {
      title: 'Ramp T',
      text: rampLengthText,
    };
    return markup`${tableHtml(sweepTable(setting, sweeps, axis, `Scores of ${methodTitle(headlineMethod)} by the ramp’s length.`))}
${differences.length > 0 && tableHtml(comparisonsTable(`Against T = ${rampText(reference)} of the steps, on the same seeds and rows.`, differences))}`;
  },
} satisfies Ablation;
