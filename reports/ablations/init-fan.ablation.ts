import {
  compareGlue,
  corrected,
  fanText,
  type GlueSetting,
  type GlueVariant,
  sentenceOf,
} from '@singlora/comparison';
import { decide, markup, sentence } from '@singlora/reporting';
import { claimed, type Ablation } from './ablation.ts';
import { type Compared } from './differences.ts';
import { searchedBody } from './searched-body.ts';

const fanOf = ({ config }: GlueVariant) =>
  ({ ...(config['init'] as { fan?: unknown } | null) }).fan;

/** A fan of the rank against one of the width, method by method. */
function comparisonsOf(setting: GlueSetting): Compared[] {
  const of = (fan: string) => setting.variants.filter((variant) => fanOf(variant) === fan);
  return corrected(
    of('rank').flatMap((one) =>
      of('width')
        .filter(({ method }) => method === one.method)
        .flatMap((other) => compareGlue(setting, one, other) ?? []),
    ),
  );
}

export default {
  name: 'init-fan',
  order: 4,
  title: 'The start of A',
  intro: markup`<p>The paper starts A as “Kaiming” without saying over which fan. The theory needs the width, so that entries shrink as it grows; public code takes the rank. With the rank the entries are larger, so the best rate may be another: unless a rate is given, each fan has a search of its own.</p>`,
  says: 'A is started as “Kaiming”; the fan is left unsaid, so it should not matter whether it is the width or the rank.',
  place: 'method, theory and public code',
  judge(setting) {
    const own = comparisonsOf(setting);
    if (own.length === 0) return undefined;
    return {
      ...decide(own, claimed.alike.holds, ({ one }) => fanText(one.config['init']), 'it is about'),
      evidence: `${claimed.alike.words} ${sentence(own.map(sentenceOf))}`,
    };
  },
  body: (setting, runs, id) =>
    searchedBody(
      setting,
      runs,
      id,
      'A fan of the rank against one of the width, on the same seeds and rows.',
      comparisonsOf(setting),
    ),
} satisfies Ablation;
