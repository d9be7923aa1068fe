import {
  candidateTitle,
  comparisonTitle,
  type GlueOutcome,
  intervalText,
  marginText,
  paperModelOf,
  shortModel,
  type Verdict,
  verdictText,
  isBegun,
} from '@singlora/comparison';
import { taskOrder } from '@singlora/records';
import {
  type Chart,
  colourAt,
  format,
  groupBy,
  type Html,
  markup,
  column,
  numbers,
  table,
  type Table,
} from '@singlora/reporting';
import { pointsChart } from '../../forest.ts';

/** How far from 0 the chart of all designs draws intervals, in points: a longer one would hide the others. */
const reach = 15;

/** The primary difference of every design, as the mean over tasks and on each task. Undefined without any. */
export function designsChart(begun: readonly GlueOutcome[]): Chart | undefined {
  const lines = begun.flatMap(({ plan, primary, measures, byMeasure }, index) => {
    const of = { series: plan.title, colour: colourAt(index) };
    const mean = { label: `Mean of ${measures.length} tasks`, order: -1, answer: primary };
    const tasks = measures.map(({ name, title }, at) => ({
      label: title,
      order: taskOrder(name),
      answer: measures.length > 1 ? byMeasure[at] : primary,
    }));
    return [...(measures.length > 1 ? [mean] : []), ...tasks].map(({ answer, ...line }) => ({
      ...line,
      ...of,
      found: answer?.effect,
    }));
  });
  const [first] = begun;
  if (!first) return undefined;
  const [margin, ...others] = new Set(begun.map(({ plan }) => plan.margin));
  const isOne = margin !== undefined && others.length === 0;
  const areCut = lines.some(({ found }) =>
    found?.interval?.some((end) => Math.abs(100 * end) > reach),
  );
  return pointsChart(
    {
      id: 'designs',
      title: `${comparisonTitle(first.plan, first.primary)} on each task, in each design`,
      caption: `Left of zero: LoRA scores more. Bars: 95% intervals.${areCut ? ` An arrow: the bar goes on beyond ${reach} points.` : ''}${isOne ? ` Shaded: the margin of ${marginText(margin)} within which two count as equal.` : ''}`,
    },
    lines.toSorted((a, b) => a.order - b.order),
    {
      reach,
      words: { row: 'Task', single: 'Of', centre: 'Mean', series: 'Design' },
      ...(isOne && { margin }),
    },
  );
}

const relation: Readonly<Record<Verdict['kind'], string>> = {
  higher: 'scores more than',
  lower: 'scores less than',
  equal: 'scores about as much as',
  undecided: 'may score more or less than',
  none: 'is not yet told from',
};

/** The first design's answer in a sentence, with its stand-ins, and the number of designs with each answer. */
export function designsSentence(begun: readonly GlueOutcome[]): Html | undefined {
  const [first] = begun;
  if (!first) return undefined;
  const { plan, primary, measures } = first;
  const { effect, verdict } = primary;
  const [one, other] = [primary.candidate, primary.against].map((side) =>
    candidateTitle(plan, side),
  );
  const over = measures.length > 1 ? ` over ${measures.length} tasks` : '';
  const [setting] = measures.flatMap((task) => task.setting ?? []);
  const paper = setting && paperModelOf(setting);
  const model = paper?.standsIn
    ? `, with ${shortModel(plan.model)} in place of ${paper.title}`
    : `, with ${shortModel(plan.model)}`;
  const wordOf = ({ primary: { verdict: own } }: GlueOutcome) =>
    own.kind === 'none' ? 'without a verdict' : own.word;
  const counts = groupBy(begun, wordOf).map(
    ([each, ...others]) => `${each ? wordOf(each) : ''} in ${others.length + 1}`,
  );
  const all = begun.length > 1 && ` Of ${begun.length} designs it is ${format.listing(counts)}.`;
  return markup`${one} <strong>${relation[verdict.kind]}</strong> ${other}${over}: ${
    effect ? effect.words.effect(effect) : verdictText(verdict)
  }${verdict.kind === 'equal' && `, ${verdict.word}`}${model} (${plan.title}).${all}`;
}

/** The number of a design's tasks, or the name of its only one; undefined where its title names that. */
function tasksOf({ plan: { title }, measures }: GlueOutcome): string | undefined {
  const [only, ...others] = measures.map((task) => task.title);
  if (only === undefined || others.length > 0) return format.plural(measures.length, 'task');
  return title.includes(only) ? undefined : only;
}

/** Every begun plan's answer, one per row; undefined before any has begun. */
export function planDigest(plans: readonly GlueOutcome[]): Table | undefined {
  const begun = plans.filter(isBegun);
  const [first] = begun;
  if (!first) return undefined;
  const { length } = first.measures;
  const isOther = ({ measures }: GlueOutcome) => measures.length !== length;
  const others = begun.some(isOther) ? ', unless a design names others' : '';
  const over = length > 1 ? `, mean of ${length} tasks${others}` : '';
  return table(`${comparisonTitle(first.plan, first.primary)}${over}.`, begun, [
    column('Design', (outcome) => ({
      text: outcome.plan.title,
      detail: isOther(outcome) ? tasksOf(outcome) : undefined,
    })),
    column('Model', ({ plan: { model } }) => shortModel(model)),
    column('In place of', ({ measures }) => {
      const [setting] = measures.flatMap((task) => task.setting ?? []);
      const paper = setting && paperModelOf(setting);
      return paper?.standsIn ? paper.title : undefined;
    }),
    numbers(
      'Difference, points (95%)',
      ({ primary: { effect } }) =>
        effect && `${effect.words.signed(effect.difference)} (${intervalText(effect)})`,
    ),
    numbers('Seeds', ({ primary: { effect } }) => effect && format.count(effect.pairs.length)),
    column('Verdict', ({ primary: { verdict } }) => verdictText(verdict)),
  ]);
}
