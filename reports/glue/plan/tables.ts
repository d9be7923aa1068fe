import {
  type Answer,
  type AtOtherRates,
  candidateTitle,
  collapsed,
  comparisonTitle,
  decidingSplit,
  type GlueOutcome,
  intervalText,
  leavesOut,
  metricInfo,
  noVerdict,
  type PlannedTaskRuns,
  pText,
  type ScoredRun,
} from '@singlora/comparison';
import {
  glueScore,
  scoreOf,
  splitTitle,
  tasks as known,
  taskTitle,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';
import { mean } from '@singlora/statistics';
import {
  column,
  format,
  methodColour,
  numbers,
  stacked,
  table,
  type CellValue,
  type Table,
} from '@singlora/reporting';
import { differenceColumns, groupsNote, rateOf } from '../setting-tables.ts';

/** Every task of the plan: its training and scoring rows, each candidate's score, and the primary comparison. */
export function planTaskTable({ plan, measures, byMeasure, primary }: GlueOutcome): Table {
  const answerOn = (task: PlannedTaskRuns) => byMeasure[measures.indexOf(task)];
  return table(
    `Task by task: each task’s headline metric on its scored rows, times 100, mean over seeds ± its standard error, with the dev score where spare rows are scored, and the learning rate that the search chose.`,
    measures,
    [
      taskColumn<PlannedTaskRuns>(({ name }) => name),
      stacked(column(['Rows', 'trained, scored'], rowsCell)),
      numbers('Floor', ({ setting }) => setting && format.points(setting.baseline)),
      ...plan.candidates.map((candidate) => ({
        ...stacked(
          numbers<PlannedTaskRuns>(
            candidateTitle(plan, candidate),
            ({ name: task, planned, sideOf, setting }) => {
              const variant = sideOf(candidate);
              if (!variant || !setting) return undefined;
              const { score, standardError, runs } = variant;
              const seeds =
                runs.length < plan.seeds.length ? `, ${format.plural(runs.length, 'seed')}` : '';
              const low = collapsed(variant, setting);
              const collapse = low > 0 ? `, ${format.count(low)} at the floor` : '';
              return {
                text: format.points(score.mean),
                detail: `± ${format.points(standardError)}${devText(task, planned, runs)}${seeds}${collapse}, ${rateOf(variant).text}`,
              };
            },
          ),
        ),
        colour: methodColour(candidate.method, []),
      })),
      ...differenceColumns<PlannedTaskRuns>(
        comparisonTitle(plan, primary),
        (task) => answerOn(task)?.effect,
        (task) => answerOn(task)?.verdict,
      ),
    ],
    {
      notes: [
        'Floor: what always giving the most frequent answer scores; seeds that are not above it by a standard error of their rows are counted as at it. A rate is chosen by trials on rows held out of the training rows; scored rows have no say.',
        leavesOut,
      ],
    },
  );
}

/** ", dev 71.2" for runs that are scored on spare rows. */
function devText(task: TaskName, planned: PlannedTask, runs: readonly ScoredRun[]): string {
  const [{ name }] = known[task].splits.dev;
  if (decidingSplit(task, planned) === name) return '';
  const scores = runs.flatMap(
    ({ record }) => scoreOf(record.summary, name, known[task].metrics[0]) ?? [],
  );
  return scores.length > 0 ? `, dev ${format.points(mean(scores))}` : '';
}

export const taskColumn = <Row>(taskOf: (row: Row) => TaskName) =>
  stacked(
    column<Row>('Task', (row) => ({
      text: taskTitle(taskOf(row)),
      detail: metricInfo(known[taskOf(row)].metrics[0]).title,
    })),
  );

function rowsCell({ name: task, planned, setting }: PlannedTaskRuns): CellValue {
  const split = decidingSplit(task, planned);
  const all = planned.trainRows === 'all' ? known[task].splits.train.rows : planned.trainRows;
  const scored = setting?.runs[0]?.record.summary[glueScore.rows(split)];
  const passes = planned.epochs > 1 ? ` × ${format.count(planned.epochs)}` : '';
  return {
    text: `${format.count(all)}${passes}`,
    detail: `${scored === undefined ? '' : `${format.count(scored)} `}${splitTitle(split)}`,
  };
}

/** An answer with its part in the plan. */
type Row = Answer & { readonly part: string };

export function planMeansTable(outcome: GlueOutcome): Table {
  const { plan, primary, secondary, withoutLargest, measures, family } = outcome;
  const rows: Row[] = [
    { ...primary, part: 'primary' },
    ...secondary.map((one) => ({ ...one, part: 'secondary' })),
  ];
  if (withoutLargest?.effect)
    rows.push({
      ...primary,
      effect: withoutLargest.effect,
      verdict: noVerdict('left out after its result was known'),
      part: `without ${withoutLargest.title}, the largest`,
    });
  return table(
    `${measures.length > 1 ? `Means over the plan’s ${format.plural(measures.length, 'task')}` : 'The plan’s comparisons'}, seed by seed on the same rows, in points.`,
    rows,
    [
      stacked(
        column('Comparison', (one) => ({ text: comparisonTitle(plan, one), detail: one.part })),
      ),
      ...differenceColumns<Answer>(
        'Difference',
        ({ effect }) => effect,
        ({ verdict }) => verdict,
      ),
      numbers('p', ({ effect, corrected, verdict }) =>
        effect?.pValue === undefined || verdict.kind === 'none'
          ? undefined
          : pText({ ...effect, corrected, ...(corrected !== undefined && { family }) }),
      ),
    ],
    {
      notes: [
        judgedNote(plan, family),
        `Intervals cover other seeds and other scored rows: Student’s t over seeds, on one degree of freedom less than seeds, with the variance that the choice of the rows brings. ${leavesOut}`,
        groupsNote([primary, ...secondary].flatMap(({ effect }) => effect ?? [])),
      ],
    },
  );
}

/** The plan's primary comparison on single tasks, at its rates and at those of other plans. */
export const otherRatesTable = (
  { plan, primary }: GlueOutcome,
  again: readonly AtOtherRates[],
): Table =>
  table(
    `${comparisonTitle(plan, primary)} at the rates chosen here and at those of other plans, on the same rows, in points. The plan’s verdict is on the first alone.`,
    again.flatMap(({ measure, own, found, by }) => [
      { measure, found: own, by: plan.title },
      { measure, found, by },
    ]),
    [
      taskColumn(({ measure }) => measure.name),
      column('Rates of', ({ by }) => by),
      numbers('Rates', ({ found: { one, other } }) =>
        [one, other].map(({ config }) => format.setting(config.learningRate)).join(' and '),
      ),
      stacked(
        numbers(['Difference', '95% interval'], ({ found }) => ({
          text: found.words.signed(found.difference),
          detail: intervalText(found),
        })),
      ),
      numbers('Seeds', ({ found }) => format.count(found.pairs.length)),
    ],
  );

/** How a plan's comparisons are judged, and which of them are corrected together: a single one is not. */
function judgedNote({ secondary, allByTask }: GlueOutcome['plan'], family: number): string {
  const own = 'The primary comparison is judged by its interval';
  if (family < 2) return `${own}.`;
  const others = secondary.length > 0;
  const onTasks = `${others && allByTask === true ? 'each one' : 'the primary one'} on each task`;
  return `${own}, the others after Holm’s correction for all ${format.count(family)}: ${others ? 'the secondary ones, and ' : ''}${onTasks}. Where one of these is equal within the margin, that is by its own interval.`;
}
