import type { Judged } from '../correction.ts';
import type { PlanOutcome } from './outcome.ts';
import { verdictText } from './verdict.ts';

/** A plan's comparisons on each task as task sections show them: only the primary one is judged there. */
export const judgedByPlans = (plans: readonly PlanOutcome[]): Judged[] =>
  plans.flatMap(({ tasks, plan, byTask, family, compared }) =>
    tasks.flatMap(({ task, setting }) => {
      if (!setting) return [];
      const own = byTask.find(({ tasks: [only] }) => only === task);
      return [plan.primary, ...plan.secondary].flatMap((pair): Judged[] => {
        const comparison = compared(task, pair);
        if (!comparison) return [];
        const common = { ...comparison, setting, family };
        if (pair !== plan.primary || !own)
          return [
            {
              ...common,
              finding: 'no verdict',
              byPlan: 'no verdict (the plan judges it on the mean over its tasks)',
            },
          ];
        const { kind } = own.verdict;
        return [
          {
            ...common,
            finding: kind === 'higher' || kind === 'lower' ? kind : 'no verdict',
            byPlan: `by the plan ${verdictText(own.verdict)}`,
          },
        ];
      });
    }),
  );
