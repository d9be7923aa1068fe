import { comparisonTitle, marginText, planNames, type GlueOutcome } from '@singlora/comparison';
import { headlineMethod } from '@singlora/records';
import { methodColour, type Chart } from '@singlora/reporting';
import { pointsChart } from '../../forest.ts';

/** The plan's comparisons with their intervals, with the margin shaded; undefined while no two seeds have a difference. */
export function planChart(outcome: GlueOutcome): Chart | undefined {
  const { name, plan, primary, secondary, measures, byMeasure } = outcome;
  const methods = plan.candidates.map(({ method }) => method);
  const title = comparisonTitle(plan, primary);
  // With one task, the mean already shows it.
  const byTask = measures.length > 1 ? byMeasure : [];
  const about =
    byTask.length > 0 ? `Above, means over the tasks; below, ${title} on each task. ` : '';
  const lines = [
    { label: title, colour: methodColour(headlineMethod, methods), found: primary.effect },
    ...secondary.map((own) => ({
      label: comparisonTitle(plan, own),
      colour: methodColour(own.against.method, methods),
      found: own.effect,
    })),
    ...byTask.map(({ effect }, index) => ({
      label: measures[index]?.title ?? '',
      colour: 'var(--ink-2)',
      found: effect,
    })),
  ];
  return pointsChart(
    {
      id: `plan-${planNames.indexOf(name) + 1}-differences`,
      title: 'The plan’s comparisons',
      caption: `${about}Filled: mean over seeds with its 95% interval. Open: single seeds. Shaded: the margin of ${marginText(plan.margin)} within which two count as equal.`,
    },
    lines,
    { margin: plan.margin },
  );
}
