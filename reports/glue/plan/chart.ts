import { comparisonTitle, marginText, planNames, type GlueOutcome } from '@singlora/comparison';
import { headlineMethod } from '@singlora/records';
import { methodColour, type Chart } from '@singlora/reporting';
import { forestChart } from '../../forest.ts';

/** The plan's comparisons with their intervals, the margin behind them; undefined while no two seeds have a difference. */
export function planChart(outcome: GlueOutcome): Chart | undefined {
  const { name, plan, primary, secondary, measures, byMeasure } = outcome;
  const methods = plan.candidates.map(({ method }) => method);
  const title = comparisonTitle(plan, primary);
  // Of one task the mean says it.
  const byTask = measures.length > 1 ? byMeasure : [];
  const about =
    byTask.length > 0 ? `Above, means over the tasks; below, ${title} on each task. ` : '';
  const lines = [
    { label: title, colour: methodColour(headlineMethod, methods), own: primary },
    ...secondary.map((own) => ({
      label: comparisonTitle(plan, own),
      colour: methodColour(own.against.method, methods),
      own,
    })),
    ...byTask.map((own, index) => ({
      label: measures[index]?.title ?? '',
      colour: 'var(--ink-2)',
      own,
    })),
  ].flatMap(({ own: { effect: found }, ...line }) => (found ? [{ ...line, found }] : []));
  if (lines.length === 0) return undefined;
  return forestChart(
    {
      id: `plan-${planNames.indexOf(name) + 1}-differences`,
      title: 'The plan’s comparisons',
      caption: `${about}Filled: mean over seeds with its 95% interval. Open: single seeds. Shaded: the margin of ${marginText(plan.margin)} within which two count as equal.`,
    },
    lines,
    (found) => found.words.effect(found),
    {
      measure: 'Points',
      format: '+.1f',
      times: 100,
      band: [-100 * plan.margin, 100 * plan.margin],
    },
  );
}
