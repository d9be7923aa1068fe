import { fanText, type GlueSetting, type GlueVariant } from '@singlora/comparison';
import { markup } from '@singlora/reporting';
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
  intro: markup`<p>The paper starts A as “Kaiming” without saying over which fan. The theory needs the width, so that entries shrink as it grows; public code takes the rank. With the rank the entries are larger, so the best rate may be another: unless a rate is given, each fan has a search of its own.</p>`,
  says: 'The fan of A’s “Kaiming” start is left unsaid: width or rank should not matter.',
  place: 'method, theory and public code',
  compared: (setting) => ofScores(comparisonsOf(setting)),
  judge: (setting) => areAlike(comparisonsOf(setting), ({ one }) => fanText(one.config.init)),
  advice: {
    on: 'does not hold',
    says: 'Start A over the layer’s width, not the rank',
    by: (setting) => {
      const own = comparisonsOf(setting);
      return own.every(({ finding }) => finding === 'lower') ? own : [];
    },
  },
  chart: scoreChart,
  body: searchedBody(
    'A fan of the rank against one of the width, on the same seeds and rows.',
    comparisonsOf,
  ),
} satisfies Ablation;
