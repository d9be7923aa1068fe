import { gluePlans, headlineMethod, taskTitle } from '@singlora/records';
import { format, intervalChart, methodColour, type Chart } from '@singlora/reporting';
import type { Answer, PlanOutcome } from './outcome.ts';
import { comparisonTitle, effectText } from './titles.ts';
import { marginText } from './verdict.ts';

const inPoints = (value: number) => 100 * value;

/** The plan's comparisons with their intervals, the margin behind them; undefined while no two seeds have a difference. */
export function planChart(outcome: PlanOutcome): Chart | undefined {
  const { name, plan, primary, secondary, byTask } = outcome;
  const lines = [
    { label: comparisonTitle(plan, primary), own: primary },
    ...secondary.map((own) => ({ label: comparisonTitle(plan, own), own })),
    ...byTask.map((own) => ({ label: own.tasks.map(taskTitle).join(''), own })),
  ].flatMap(({ label, own }) => (own.effect ? [{ label, own, effect: own.effect }] : []));
  if (lines.length === 0) return undefined;
  const methods = plan.candidates.map(({ method }) => method);
  const colourOf = (own: Answer) =>
    own === primary
      ? methodColour(headlineMethod, methods)
      : byTask.includes(own)
        ? 'var(--ink-2)'
        : methodColour(own.against.method, methods);
  return {
    id: `plan-${Object.keys(gluePlans).indexOf(name) + 1}-differences`,
    title: 'The plan’s comparisons',
    caption: `Above, means over the tasks; below, ${comparisonTitle(plan, primary)} on each task. Filled: mean over seeds with its 95% interval. Open: single seeds. Shaded: the margin of ${marginText(plan.margin)} within which two count as equal.`,
    description: lines.map(({ label, effect }) => `${label}: ${effectText(effect)}`).join('; '),
    spec: intervalChart(
      lines.map(({ label, own, effect: { difference, interval, bySeed } }) => ({
        label,
        colour: colourOf(own),
        estimate: {
          mean: inPoints(difference),
          interval: [inPoints(interval[0]), inPoints(interval[1])],
        },
        values: bySeed.map(({ seed, difference: value }) => ({
          name: `seed ${format.count(seed)}`,
          value: inPoints(value),
        })),
      })),
      {
        measure: 'Points',
        format: '+.1f',
        reference: 0,
        band: [-inPoints(plan.margin), inPoints(plan.margin)],
      },
    ),
  };
}
