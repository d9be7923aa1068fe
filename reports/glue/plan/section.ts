import {
  type AtOtherRates,
  type GlueOutcome,
  glueStandIns,
  type OtherRates,
  planCommand,
} from '@singlora/comparison';
import type { ScoresRecord } from '@singlora/records';
import {
  badges,
  copyable,
  figures,
  folded,
  format,
  groupBy,
  markup,
  tableHtml,
  type Html,
  type Chart,
} from '@singlora/reporting';
import { planChart } from './chart.ts';
import { planFactsTable, replaysOf, type Replays } from './facts.ts';
import { referenceHtml } from './reference.ts';
import { otherRatesTable, planMeansTable, planTaskTable } from './tables.ts';

/** Where claims point to the plans. */
export const plansSeen = { title: 'The plans and their answers', anchor: 'plan' };

/** Every plan with runs and its answer, and the commands that measure the others. */
export function plansHtml(
  all: readonly GlueOutcome[],
  scores: readonly ScoresRecord[],
  again: OtherRates,
): Html {
  const measured = all.filter((one) => one.all.length > 0);
  const rest = all.filter((one) => one.all.length === 0);
  return markup`${measured.map((one, at) =>
    planHtml(one, scores, {
      again: again.get(one),
      replays: replaysOf(one, measured.slice(0, at)),
    }),
  )}${
    rest.length > 0 &&
    markup`<h3>Not measured yet</h3>
<p>${rest.map(({ plan }) => plan.title).join('; ')}. These commands do it:</p>
${copyable([...new Set(rest.map(({ name }) => planCommand(name)))].join('\n'))}`
  }`;
}

/** A plan with its answers; by default with the chart of its comparisons. `again` are its comparisons at other rates. */
export function planHtml(
  outcome: GlueOutcome,
  scores: readonly ScoresRecord[],
  {
    chart = planChart(outcome),
    again = [],
    replays,
  }: {
    readonly chart?: Chart | undefined;
    readonly again?: readonly AtOtherRates[] | undefined;
    readonly replays?: Replays | undefined;
  } = {},
): Html {
  const { plan, missing, command } = outcome;
  return folded(
    markup`<h3>${plan.title}${missing.length > 0 && ' (not finished)'}</h3>`,
    markup`${planStandIns(outcome)}${figures([chart])}
${tableHtml(planMeansTable(outcome))}
${tableHtml(planTaskTable(outcome))}
${again.length > 0 && tableHtml(otherRatesTable(outcome, again))}
${tableHtml(planFactsTable(outcome, replays))}
${copyable(command)}
${referenceHtml(outcome, scores)}`,
  );
}

/** What stands in on all tasks or on some; numbers that differ by task are in the table of tasks. */
function planStandIns({ measures }: GlueOutcome): Html | undefined {
  const all = measures.flatMap(({ title, setting }) =>
    (setting ? glueStandIns(setting) : []).map((standIn) => ({ title, ...standIn })),
  );
  const items = groupBy(all, ({ badge }) => badge).flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { badge, sentence } = first;
    const isShared = group.every((one) => one.sentence === sentence);
    const on = `On ${format.listing(group.map(({ title }) => title))}`;
    if (!isShared) return [{ badge, sentence: `${on}; numbers are in the table of tasks below.` }];
    return [{ badge, sentence: group.length < measures.length ? `${on}. ${sentence}` : sentence }];
  });
  return badges(items);
}
