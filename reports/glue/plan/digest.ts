import { column, numbers, table, type Table } from '@singlora/reporting';
import { shortModel } from '../../short-model.ts';
import { paperModelOf } from '../../paper-model.ts';
import { isBegun, type PlanOutcome } from './outcome.ts';
import { comparisonTitle, effectText } from './titles.ts';
import { verdictText } from './verdict.ts';

/** Every begun plan's answer in a row; undefined where none is begun. */
export function planDigest(plans: readonly PlanOutcome[]): Table | undefined {
  const begun = plans.filter(isBegun);
  const [first] = begun;
  if (!first) return undefined;
  return table(
    `${comparisonTitle(first.plan, first.primary)}, mean of ${first.primary.tasks.length} tasks.`,
    begun,
    [
      column('Design', ({ plan: { title } }) => title),
      column('Model', ({ plan: { model }, tasks }) => {
        const [setting] = tasks.flatMap((task) => task.setting ?? []);
        const paper = setting && paperModelOf(setting);
        return {
          text: shortModel(model),
          detail: paper?.standsIn ? `in place of ${paper.title}` : undefined,
        };
      }),
      numbers(['Difference', 'points, 95% interval'], ({ primary: { effect } }) =>
        effect ? effectText(effect) : undefined,
      ),
      column('Verdict', ({ primary: { verdict } }) => verdictText(verdict)),
    ],
  );
}
