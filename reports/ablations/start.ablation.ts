import { type GlueSetting, initText, isRandomStart, rules } from '@singlora/comparison';
import { type Config, markup, methodTitle } from '@singlora/reporting';
import { headlineMethod } from '@singlora/records';
import { scoreChart } from '../glue/charts.ts';
import type { Ablation } from './ablation.ts';
import { areNoLower, comparedIn, margin, ofScores } from './differences.ts';
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
  intro: markup`<p>A random A makes an update that is not zero, and a zero A would never train; so ${methodTitle(headlineMethod)} has a ramp that lets the update in. Two starts of ours have an update of zero though A is not: <em>principal</em> takes what it begins with off the weight, and <em>paired</em> of signed ${methodTitle(headlineMethod)} begins each negative direction as a positive one. They are trained without a ramp, and so is the random start; each is compared with the random start with the ramp, in the same method. Unless a rate is given, each has a search of its own.</p>`,
  says: 'A start whose update is zero does without the ramp: it scores no lower than the random start with it.',
  compared: (setting) => ofScores(comparisonsOf(setting)),
  judge: (setting) =>
    areNoLower(zeroStarts(setting), ({ one }) => `the start ${initText(one.config.init)}`, {
      shown: comparisonsOf(setting),
    }),
  advice: {
    on: 'holds',
    says: `You may leave out ${methodTitle(headlineMethod)}’s ramp: from these starts the score is not a point lower`,
    by: (setting) => {
      const own = comparisonsOf(setting).filter(({ one }) => one.method === headlineMethod);
      return own.every((one) => rules.noLower(one, margin) === true) ? own : [];
    },
  },
  chart: scoreChart,
  body: searchedBody(
    'Without the ramp against the random start with it, on the same seeds and rows.',
    comparisonsOf,
  ),
} satisfies Ablation;
