import { column, numbers, table, type Table } from '@singlora/reporting';
import { shortModel } from '../../short-model.ts';
import type { PlanOutcome } from './outcome.ts';
import { comparisonTitle, effectText } from './titles.ts';
import { verdictText } from './verdict.ts';

/** Every begun plan's answer in a row; undefined where none is begun. */
export function planDigest(plans: readonly PlanOutcome[]): Table | undefined {
  const begun = plans.filter(({ tasks }) => tasks.some(({ setting }) => setting));
  const [first] = begun;
  if (!first) return undefined;
  return table(
    `${comparisonTitle(first.plan, first.primary)}, mean of ${first.primary.tasks.length} tasks, with stand-ins for the paper’s RoBERTa-base.`,
    begun,
    [
      column('Design', ({ plan: { title } }) => title),
      column('Model', ({ plan: { model } }) => shortModel(model)),
      numbers(['Difference', 'points, 95% interval'], ({ primary: { effect } }) =>
        effect ? effectText(effect) : undefined,
      ),
      column('Verdict', ({ primary: { verdict } }) => verdictText(verdict)),
    ],
  );
}
