import { isDeepStrictEqual } from 'node:util';
import {
  candidateTitle,
  comparisonTitle,
  glueBasis,
  isBegun,
  comparisonName,
  shortModel,
  type Answer,
  type GlueJudged,
  type GlueOutcome,
  type GlueSetting,
} from '@singlora/comparison';
import {
  baselineMethod,
  headlineMethod,
  taskTitle,
  type DifferenceFinding,
  type FindingDesign,
  type PlannedComparison,
} from '@singlora/records';
import { grouped } from '@singlora/tracking';
import { designOf, slug } from './design.ts';
import { differenceFinding, sidesInOrder } from './difference.ts';
import type { Findings } from './findings.ts';

/** The findings of GLUE's plans: of each its primary comparison, the others that it declares, and the primary one without its largest task. */
export function glueFindings(outcomes: readonly GlueOutcome[]): Findings {
  const begun = outcomes.filter(isBegun);
  return {
    designs: begun.map((outcome, at) => glueDesign(outcome, begun.slice(0, at))),
    findings: begun.flatMap(ofPlan),
  };
}

function glueDesign(outcome: GlueOutcome, earlier: readonly GlueOutcome[]): FindingDesign {
  const { name, plan, command, measures } = outcome;
  const repeated = earlier.find((one) => isRepeat(outcome, one));
  const settings = measures.flatMap(({ setting }) => setting ?? []);
  return designOf({
    id: idOf({ name }),
    title: plan.title,
    model: plan.model,
    basis: glueBasis(settings),
    plan: name,
    command,
    sides: plan.candidates.map((candidate) => ({
      label: candidateTitle(plan, candidate),
      method: candidate.method,
      runs: measures.flatMap(({ sideOf }) => sideOf(candidate)?.runs ?? []),
    })),
    trials: measures.flatMap(({ setting, searchOf }) =>
      (setting?.variants ?? []).flatMap((side) => searchOf(side)?.tried ?? []),
    ),
    repeats: repeated ? idOf(repeated) : null,
  });
}

/** Whether a plan's primary comparison has the model, layers, rows and rates of an earlier one, on each of its tasks. */
function isRepeat({ plan, primary, measures }: GlueOutcome, earlier: GlueOutcome): boolean {
  const { candidate, against } = primary;
  const isAlike = (['model', 'adaptLayers', 'precision'] as const).every(
    (key) => plan[key] === earlier.plan[key],
  );
  return (
    isAlike &&
    measures.every(({ name, planned, sideOf }) => {
      const before = earlier.measures.find((one) => one.name === name);
      return (
        before !== undefined &&
        isDeepStrictEqual(before.planned, planned) &&
        [candidate, against].every(
          (one) => before.sideOf(one)?.config.learningRate === sideOf(one)?.config.learningRate,
        )
      );
    })
  );
}

const idOf = ({ name }: Pick<GlueOutcome, 'name'>) => `glue/${name}`;

function ofPlan(outcome: GlueOutcome): DifferenceFinding[] {
  const { plan, primary, answers, family, withoutLargest } = outcome;
  return [
    answered(outcome, primary, idOf(outcome)),
    ...answers.map((one) => answered(outcome, one, familyId(outcome, one), family)),
    withoutLargest?.effect &&
      differenceFinding({
        id: `${idOf(outcome)}/without-${withoutLargest.name}`,
        design: idOf(outcome),
        question: `${comparisonTitle(plan, pairInOrder(primary))}, mean of the tasks without ${withoutLargest.title}`,
        tasks: primary.measures.filter((name) => name !== withoutLargest.name),
        score,
        found: withoutLargest.effect,
        labels: labelsOf(plan, primary),
        margin: plan.margin,
        reservation: 'this task was left out after its result was known',
      }),
    ...undeclared(outcome),
  ].filter((one) => one !== undefined);
}

/** The secondary comparisons on single tasks, where the plan declares them over its tasks alone: with a verdict on none. */
function undeclared(outcome: GlueOutcome): (DifferenceFinding | undefined)[] {
  const { plan, secondary, measures, compared } = outcome;
  if (plan.allByTask === true || measures.length < 2) return [];
  return plan.secondary.flatMap((pair, at) =>
    measures.map((measure) => {
      const [answer, found] = [secondary[at], compared(measure, pair)];
      return (
        answer &&
        found &&
        differenceFinding({
          id: `${familyId(outcome, answer)}/${measure.name}`,
          design: idOf(outcome),
          question: `${comparisonTitle(plan, pairInOrder(pair))} on ${measure.title}`,
          tasks: [measure.name],
          score,
          found,
          labels: labelsOf(plan, pair),
          margin: plan.margin,
          reservation: 'its plan declares this comparison over the tasks together',
        })
      );
    }),
  );
}

const score = 'the first metric of each task';

/** A planned answer; undefined where nothing is measured yet. */
const answered = (
  outcome: GlueOutcome,
  { effect, corrected, ties, measures, ...pair }: Answer,
  id: string,
  family?: number,
): DifferenceFinding | undefined =>
  effect &&
  differenceFinding({
    id,
    design: idOf(outcome),
    question: `${comparisonTitle(outcome.plan, pairInOrder(pair))}${onText(outcome, measures)}`,
    tasks: [...measures],
    score,
    found: effect,
    labels: labelsOf(outcome.plan, pair),
    margin: outcome.plan.margin,
    corrected,
    family,
    ties,
  });

const labelsOf = (plan: GlueOutcome['plan'], { candidate, against }: PlannedComparison) =>
  [candidateTitle(plan, candidate), candidateTitle(plan, against)] as const;

function pairInOrder({ candidate, against }: PlannedComparison): PlannedComparison {
  const [first, second] = sidesInOrder(candidate, against);
  return { candidate: first, against: second };
}

/** " on QNLI", ", mean of 6 tasks". */
const onText = ({ measures: all }: GlueOutcome, measures: readonly string[]) =>
  measures.length > 1
    ? `, mean of ${measures.length} tasks`
    : ` on ${all.find(({ name }) => name === measures[0])?.title}`;

/** The findings of runs without a plan: each pair that was trained alike, with a verdict on none. */
export function unplannedFindings(
  judged: readonly GlueJudged[],
  planned: readonly GlueOutcome[],
): Findings {
  const own = new Set(planned.flatMap(({ measures }) => measures.map(({ setting }) => setting)));
  const pairsOf = grouped(
    judged.filter(({ setting }) => !own.has(setting)),
    ({ setting }) => setting,
  );
  const each = [...pairsOf].map(([setting, pairs]) => ({ setting, pairs }));
  const ids = each.map(({ setting }) => unplannedId(setting));
  const designs = each.map(({ setting }, at) => {
    const again = ids.slice(0, at).filter((id) => id === ids[at]).length;
    return designOf({
      id: `${ids[at]}${again > 0 ? `-${again + 1}` : ''}`,
      title: `${shortModel(setting.model)}, preset ${setting.preset}`,
      model: setting.model,
      basis: glueBasis([setting]),
      plan: null,
      command: setting.runs[0]?.record.command ?? '',
      sides: setting.variants,
      trials: (setting.rates?.searches ?? []).flatMap(({ tried }) => tried),
    });
  });
  const isMain = ({ one, other }: GlueJudged) =>
    one.method === headlineMethod && other.method === baselineMethod;
  return {
    designs,
    findings: each.flatMap(({ setting, pairs }, at) => {
      const design = designs[at]?.id ?? '';
      const main = pairs.find(isMain);
      return pairs.map((found) =>
        differenceFinding({
          id: found === main ? design : `${design}/${slug(comparisonName(found))}`,
          design,
          question: `${comparisonName(found)} on ${taskTitle(setting.task)}`,
          tasks: [setting.task],
          score: setting.metric.name,
          found,
          margin: 0,
          reservation: found.verdict.detail,
        }),
      );
    }),
  };
}

const unplannedId = ({ task, model, preset }: GlueSetting) =>
  ['glue', 'unplanned', task, shortModel(model), preset].map(slug).join('/');

/** "glue/top-two/qnli", "glue/top-two/singlora-r16-lora", "glue/tie/singlora-lora/qnli": an answer of the corrected family. */
function familyId(outcome: GlueOutcome, answer: Answer): string {
  const { plan, secondary } = outcome;
  const { candidate, against } = pairInOrder(answer);
  const isPrimary =
    answer.candidate === plan.primary.candidate && answer.against === plan.primary.against;
  const pair = [candidate, against].map((one) => slug(candidateTitle(plan, one))).join('-');
  return [
    idOf(outcome),
    ...(isPrimary ? [] : [pair]),
    ...(secondary.includes(answer) ? [] : answer.measures),
  ].join('/');
}
