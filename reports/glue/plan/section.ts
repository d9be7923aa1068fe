import {
  type AtOtherRates,
  candidateTitle,
  collapsesOf,
  comparisonTitle,
  type GlueOutcome,
  glueStandIns,
  marginText,
  missingCount,
  type OtherRates,
  planCommand,
  pText,
  verdictText,
} from '@singlora/comparison';
import { glueNumber, glueScore, scoredSplits, type ScoresRecord } from '@singlora/records';
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
  type HtmlValue,
  type Section,
} from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import { planChart } from './chart.ts';
import { referenceHtml } from './reference.ts';
import { planMeansTable, planTaskTable } from './tables.ts';

/** Where claims point to the plans. */
export const plansSeen = { title: 'The plans and their answers', anchor: 'plan' };

/** Every plan with runs and its answer, and the commands that measure the others. */
export function planSection(
  all: readonly GlueOutcome[],
  scores: readonly ScoresRecord[],
  again: OtherRates = new Map(),
): Section {
  const measured = all.filter((one) => one.all.length > 0);
  const rest = all.filter((one) => one.all.length === 0);
  return {
    id: plansSeen.anchor,
    title: plansSeen.title,
    intro: markup`<p>What is compared, on what, with how many seeds, and how large a difference counts was declared before the runs. Verdicts on the paper’s scores rest on these plans alone, whatever else is recorded.</p>`,
    command: planCommand(all[0]?.name ?? ''),
    body:
      measured.length > 0
        ? markup`${measured.map((one) => planHtml(one, scores, { again: again.get(one) }))}${
            rest.length > 0 &&
            markup`<h3>Not measured yet</h3>
<p>${rest.map(({ plan }) => plan.title).join('; ')}. These commands do it:</p>
${copyable([...new Set(rest.map(({ name }) => planCommand(name)))].join('\n'))}`
          }`
        : undefined,
  };
}

/** The primary verdict in a sentence; for an unfinished plan, what is measured so far. */
function answerSentence({ plan, primary, measures }: GlueOutcome): Html {
  const { effect, verdict, measured } = primary;
  const all = format.plural(measures.length, 'task');
  const some = effect && measured < measures.length ? `${format.count(measured)} of ${all}` : all;
  const over = measures.length > 1 ? `, mean of ${some}` : '';
  const found = effect ? `${effect.words.effect(effect)}: ` : '';
  return markup`${comparisonTitle(plan, primary)}${over}: ${found}<strong>${verdictText(verdict)}</strong>.`;
}

/** A plan with its answers; by default with the chart of its comparisons. `again` are its comparisons at other rates. */
export function planHtml(
  outcome: GlueOutcome,
  scores: readonly ScoresRecord[],
  {
    chart = planChart(outcome),
    again = [],
  }: {
    readonly chart?: Chart | undefined;
    readonly again?: readonly AtOtherRates[] | undefined;
  } = {},
): Html {
  const { plan, missing, command } = outcome;
  return folded(
    markup`<h3>${plan.title}${missing.length > 0 && ' (not finished)'}</h3>`,
    markup`<p>${answerSentence(outcome)} Declared before the runs: ${format.plural(plan.seeds.length, 'seed')}, a margin of ${marginText(plan.margin)} points, ${ratesText(plan)}.</p>
${planStandIns(outcome)}${figures([chart])}
${tableHtml(planMeansTable(outcome))}
${tableHtml(planTaskTable(outcome))}
<ul class="findings">
${[...remarks(outcome), ...restsOn(outcome, again)].map((remark) => markup`<li>${remark}</li>\n`)}</ul>
${copyable(command)}
${referenceHtml(outcome, scores)}`,
  );
}

const ratesText = ({ search }: GlueOutcome['plan']): string =>
  search
    ? `rates from ${format.setting(Math.min(...search.rates))} to ${format.setting(Math.max(...search.rates))} searched for each candidate alike, and wider where a best one lay at an edge`
    : 'and each method at the paper’s own rate';

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

/** Remarks on the answer: missing, discounted and diverged runs, and the cost. */
function remarks(outcome: GlueOutcome): HtmlValue[] {
  const { plan, missing, departures, plannedResults, all } = outcome;
  const lost = missingCount(missing);
  const each = missing.map(
    ({ title, seeds, ...candidate }) =>
      `${title} ${candidateTitle(plan, candidate)} (${seeds.length === plan.seeds.length ? 'all seeds' : `seed ${seeds.join(', ')}`})`,
  );
  const others = [...departures].map(([why, n]) => `${why} (${format.count(n)})`);
  return [
    lost === 0
      ? `All ${format.plural(plannedResults, 'planned result')} are there.`
      : `${format.count(plannedResults - lost)} of ${format.plural(plannedResults, 'planned result')} are there. Missing: ${format.listing(each)}. The command below goes on.`,
    divergedText(outcome),
    plan.collapse === true && collapseText(outcome),
    others.length > 0 &&
      `Recorded under this plan’s name, and not counted since it is not as planned: ${format.listing(others)}.`,
    `Training and scoring took ${format.fixed(coreHours(all.map(({ record }) => record)), 1)} core-hours${all.some(({ purpose }) => purpose === 'trial') ? ', trials of rates included' : ''}.`,
  ].filter((remark) => remark !== false);
}

/** How the primary difference changes without single tasks, and at other rates. */
function restsOn(outcome: GlueOutcome, again: readonly AtOtherRates[]): string[] {
  const { plan, primary, withoutLargest } = outcome;
  const rateText = (rate: unknown) => format.setting(Number(rate));
  const at = ({ one, other }: AtOtherRates['found']) =>
    `${rateText(one.config.learningRate)} and ${rateText(other.config.learningRate)}`;
  return [
    ...(withoutLargest?.effect
      ? [
          `Without ${withoutLargest.title}, where the difference is largest: ${withoutLargest.effect.words.effect(withoutLargest.effect)}.`,
        ]
      : []),
    ...again.map(
      ({ measure, own, found, by }) =>
        `${measure.title}, ${comparisonTitle(plan, primary)} at rates ${at(own)}: ${own.words.effect(own)}; at ${at(found)} (${by}): ${found.words.effect(found)}.`,
    ),
  ];
}

function divergedText({ plan, measures, all }: GlueOutcome): string {
  const lost = measures.flatMap(({ title, sideOf }) =>
    plan.candidates.flatMap((candidate) => {
      const seeds = sideOf(candidate)?.diverged ?? [];
      return seeds.length > 0
        ? [`${title} ${candidateTitle(plan, candidate)} (seed ${seeds.join(', ')})`]
        : [];
    }),
  );
  const n = measures.flatMap(({ setting }) => setting?.runs ?? []).filter((run) => run.diverged);
  // Where no run of a task has a score, none of them counts.
  if (lost.length === 0)
    return all.some((run) => run.purpose === 'result' && run.diverged)
      ? 'No result that counts diverged.'
      : 'No result diverged.';
  return `${format.plural(n.length, 'result')} diverged and ${n.length === 1 ? 'counts' : 'count'} as always giving the most frequent answer: ${format.listing(lost)}.`;
}

/** How often each side of the primary comparison ends at the floor, and whether the two differ, in words. */
function collapseText(outcome: GlueOutcome): string {
  const { plan } = outcome;
  const [one, other] = [plan.primary.candidate, plan.primary.against].map((side) =>
    candidateTitle(plan, side),
  );
  const { pairs, candidate, against, pValue, verdict } = collapsesOf(outcome);
  return `At the floor: ${one} in ${format.count(candidate)} of ${format.plural(pairs, 'result')}, ${other} in ${format.count(against)}. ${one} ends there: ${verdict} (McNemar’s mid-p, paired by task and seed: ${pText({ pValue, family: 1 })}).`;
}

/** Time in training and scoring, times the backend's threads or else the machine's cores. */
function coreHours(records: readonly RunRecord[]): number {
  const seconds = records.map(({ summary, environment: { backend, cores } }) => {
    const threads = Number(/(\d+) threads?\b/.exec(backend)?.[1] ?? cores);
    const scoring = scoredSplits(summary).map((split) => summary[glueScore.seconds(split)] ?? 0);
    return (
      threads * scoring.reduce((sum, next) => sum + next, glueNumber(summary, 'trainSeconds') ?? 0)
    );
  });
  return seconds.reduce((sum, next) => sum + next, 0) / 3600;
}
