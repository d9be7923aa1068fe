import { type GlueSetting, initText, isRandomStart } from '@singlora/comparison';
import type { Config } from '@singlora/reporting';
import { scoreChart } from '../glue/charts.ts';
import type { Ablation } from './ablation.ts';
import { areNoLower, comparedIn, ofScores } from './differences.ts';
import { searchedBody } from './searched-body.ts';

const hasRamp = ({ ramp }: Config) => ramp !== 0;

/** The comparisons of starts without the ramp against the random start with it, method by method. */
const comparisonsOf = (setting: GlueSetting) =>
  comparedIn(
    setting,
    setting.variants.filter(({ config }) => !hasRamp(config)),
    (other, one) => other.method === one.method && hasRamp(other.config),
  );

/** The comparisons of starts whose update is zero. */
const zeroStarts = (setting: GlueSetting) =>
  comparisonsOf(setting).filter(({ one }) => !isRandomStart(one.config.init));

export default {
  name: 'start',
  order: 5,
  title: 'Starts without a ramp',
  says: 'A start whose update is zero does without the ramp: it scores no lower than the random start with it.',
  compared: (setting) => ofScores(comparisonsOf(setting)),
  judge: (setting) =>
    areNoLower(zeroStarts(setting), ({ one }) => `the start ${initText(one.config.init)}`, {
      shown: comparisonsOf(setting),
    }),
  chart: scoreChart,
  body: searchedBody(
    'Without the ramp against the random start with it, on the same seeds and rows.',
    comparisonsOf,
  ),
} satisfies Ablation;
