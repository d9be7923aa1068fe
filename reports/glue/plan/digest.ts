import {
  comparisonTitle,
  type GlueOutcome,
  isBegun,
  paperModelOf,
  shortModel,
  verdictText,
} from '@singlora/comparison';
import { column, detailOnce, format, numbers, table, type Table } from '@singlora/reporting';

/** Every begun plan's answer in a row; undefined where none is begun. */
export function planDigest(plans: readonly GlueOutcome[]): Table | undefined {
  const begun = plans.filter(isBegun);
  const [first] = begun;
  if (!first) return undefined;
  return table(
    `${comparisonTitle(first.plan, first.primary)}, mean of ${first.measures.length} tasks.`,
    begun,
    [
      column('Design', ({ plan: { title }, measures }) => ({
        text: title,
        detail:
          measures.length === first.measures.length
            ? undefined
            : format.plural(measures.length, 'task'),
      })),
      detailOnce(
        begun,
        column<GlueOutcome>('Model', ({ plan: { model }, measures }) => {
          const [setting] = measures.flatMap((task) => task.setting ?? []);
          const paper = setting && paperModelOf(setting);
          return {
            text: shortModel(model),
            detail: paper?.standsIn ? `in place of ${paper.title}` : undefined,
          };
        }),
      ),
      numbers('Difference', ({ primary: { effect } }) => effect?.words.effect(effect)),
      column('Verdict', ({ primary: { verdict } }) => verdictText(verdict)),
    ],
  );
}
