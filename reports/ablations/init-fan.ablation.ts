import { fanText, type GlueSetting, type GlueVariant } from '@singlora/comparison';
import { scoreChart } from '../glue/charts.ts';
import type { Ablation } from './ablation.ts';
import { areAlike, comparedIn, ofScores } from './differences.ts';
import { searchedBody } from './searched-body.ts';

const fanOf = ({ config }: GlueVariant) => config.init?.fan;

/** A fan of the rank against one of the width, method by method. */
const comparisonsOf = (setting: GlueSetting) =>
  comparedIn(
    setting,
    setting.variants.filter((variant) => fanOf(variant) === 'rank'),
    (other, one) => fanOf(other) === 'width' && other.method === one.method,
  );

export default {
  name: 'init-fan',
  order: 4,
  title: 'The start of A',
  says: 'The fan of A’s “Kaiming” start is left unsaid: width or rank should not matter.',
  place: 'method, theory and public code',
  compared: (setting) => ofScores(comparisonsOf(setting)),
  judge: (setting) => areAlike(comparisonsOf(setting), ({ one }) => fanText(one.config.init)),
  chart: scoreChart,
  body: searchedBody(
    'A fan of the rank against one of the width, on the same seeds and rows.',
    comparisonsOf,
  ),
} satisfies Ablation;
