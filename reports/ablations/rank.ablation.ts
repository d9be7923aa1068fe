import {
  compareGlue,
  judgedTogether,
  type GlueSetting,
  type GlueVariant,
} from '@singlora/comparison';
import { baselineMethod, glueNumber, headlineMethod } from '@singlora/records';
import { format, markup, methodTitle, tableHtml } from '@singlora/reporting';
import type { Ablation } from './ablation.ts';
import { comparisonsTable } from '../glue/setting-tables.ts';
import { areNoLower, margin, ofScores } from './differences.ts';
import { sweepsOf } from './sweep.ts';
import { sweepFigure, sweepTable } from './sweep-view.ts';

const parametersOf = ({ runs }: GlueVariant) =>
  runs[0] && glueNumber(runs[0].record.summary, 'adapterParameters');

/** Adapters with parameter counts within this share of each other count as equally large. */
const equally = 0.05;

/** The headline method against the baseline, at equal rank and at equal parameters, corrected together. */
function pairingsOf(setting: GlueSetting) {
  const of = (name: string) => setting.variants.filter(({ method }) => method === name);
  const pair = (
    kind: 'rank' | 'parameters',
    same: (one: GlueVariant, other: GlueVariant) => boolean,
  ) =>
    of(headlineMethod).flatMap((one) =>
      of(baselineMethod)
        .filter((other) => same(one, other))
        .flatMap((other) => {
          const found = compareGlue(setting, one, other);
          return found ? [{ ...found, kind }] : [];
        }),
    );
  const all = judgedTogether(
    [
      ...pair('rank', (one, other) => one.config.rank === other.config.rank),
      ...pair('parameters', (one, other) => {
        const [own = NaN, others = NaN] = [parametersOf(one), parametersOf(other)];
        return Math.abs(own / others - 1) < equally;
      }),
    ],
    margin,
  );
  return {
    rank: all.filter(({ kind }) => kind === 'rank'),
    parameters: all.filter(({ kind }) => kind === 'parameters'),
  };
}

/** Ranks as parameter counts on the axis, which differ by method. */
function parameterSweeps(setting: GlueSetting) {
  const parameters = new Map(
    setting.variants.map((variant) => [variant.config, parametersOf(variant)]),
  );
  return sweepsOf(setting, (config) => parameters.get(config));
}

export default {
  name: 'rank',
  order: 3,
  title: 'Rank and parameters',
  says: `At the same rank, with fewer parameters, ${methodTitle(headlineMethod)} scores no lower than ${methodTitle(baselineMethod)} on one task.`,
  place: 'abstract, tables 1 and 2, at rank 8',
  compared(setting) {
    const { rank, parameters } = pairingsOf(setting);
    return ofScores([...rank, ...parameters]);
  },
  judge(setting) {
    const { rank: own, parameters } = pairingsOf(setting);
    return areNoLower(own, ({ one }) => `r = ${format.setting(one.config.rank)}`, {
      shown: [...own, ...parameters],
    });
  },
  chart: (setting, id) =>
    sweepFigure(setting, parameterSweeps(setting), {
      id: `${id}-rank`,
      x: 'Adapter parameters',
      title: `${setting.metric.title} against the adapter’s parameters`,
      caption: 'A point a rank.',
    }),
  body(setting) {
    const { rank: own, parameters } = pairingsOf(setting);
    const byRank = sweepsOf(setting, (config) => config.rank);
    const axis = { title: 'Rank', text: format.setting };
    return markup`${own.length > 0 && tableHtml(comparisonsTable('At equal rank, on the same seeds and rows.', own))}
${
  parameters.length > 0
    ? tableHtml(
        comparisonsTable(
          'At equal parameters (within 5%), on the same seeds and rows.',
          parameters,
        ),
      )
    : markup`<p class="note">No two of these adapters have equally many parameters.</p>`
}
<details>
<summary>The scores at each rank</summary>
${tableHtml(sweepTable(setting, byRank, axis, 'Scores by rank.'))}</details>`;
  },
} satisfies Ablation;
