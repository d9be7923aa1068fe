import { glueScore, splitTitle, tasks as known, taskTitle } from '@singlora/records';
import {
  column,
  format,
  numbers,
  stacked,
  table,
  type CellValue,
  type Table,
} from '@singlora/reporting';
import { intervalText } from '../comparison.ts';
import { pText } from '../correction.ts';
import { metricInfo } from '../metric.ts';
import { leavesOut } from '../reservation.ts';
import { rateCell } from '../setting-tables.ts';
import { decidingSplit } from './departure.ts';
import type { Answer, PlanOutcome } from './outcome.ts';
import type { TaskRuns } from './planned-runs.ts';
import { candidateTitle, comparisonTitle } from './titles.ts';

/** Every task of the plan: what was trained and scored, each candidate's score, and the primary comparison. */
export function planTaskTable({ plan, tasks, byTask, primary }: PlanOutcome): Table {
  const answerOn = ({ task }: TaskRuns) => byTask.find(({ tasks: [only] }) => only === task);
  return table(
    `Task by task: each task’s headline metric, times 100, mean over seeds ± its standard error, with the learning rate that the search chose.`,
    tasks,
    [
      taskColumn<TaskRuns>(),
      stacked(column(['Rows', 'trained, scored'], rowsCell)),
      numbers('Floor', ({ setting }) => setting && format.points(setting.baseline)),
      ...plan.candidates.map((candidate) =>
        stacked(
          numbers<TaskRuns>(candidateTitle(plan, candidate), ({ variantOf }) => {
            const variant = variantOf(candidate);
            if (!variant) return undefined;
            const { score, standardError, runs } = variant;
            const seeds =
              runs.length < plan.seeds.length ? `, ${format.plural(runs.length, 'seed')}` : '';
            return {
              text: format.points(score.mean),
              detail: `± ${format.points(standardError)}${seeds}, ${rateCell(variant).text}`,
            };
          }),
        ),
      ),
      ...differenceColumns<TaskRuns>(comparisonTitle(plan, primary), answerOn),
    ],
    {
      notes: [
        'Floor: what always giving the most frequent answer scores. A rate is chosen by trials on rows held out of the training rows; scored rows have no say.',
        leavesOut,
      ],
    },
  );
}

/** A row's task, and the metric that it is scored by. */
export const taskColumn = <Row extends Pick<TaskRuns, 'task'>>() =>
  stacked(
    column<Row>('Task', ({ task }) => ({
      text: taskTitle(task),
      detail: metricInfo(known[task].metrics[0]).title,
    })),
  );

function rowsCell({ task, planned, setting }: TaskRuns): CellValue {
  const split = decidingSplit(task, planned);
  const all = planned.trainRows === 'all' ? known[task].splits.train.rows : planned.trainRows;
  const scored = setting?.runs[0]?.record.summary[glueScore.rows(split)];
  const passes = planned.epochs > 1 ? ` × ${format.count(planned.epochs)}` : '';
  return {
    text: `${format.count(all)}${passes}`,
    detail: `${scored === undefined ? '' : `${format.count(scored)} `}${splitTitle(split)}`,
  };
}

/** The comparisons of means over the tasks. */
export function planMeansTable({ plan, primary, secondary, family }: PlanOutcome): Table {
  return table(
    `Means over the plan’s ${format.plural(primary.tasks.length, 'task')}, seed by seed on the same rows, in points.`,
    [primary, ...secondary],
    [
      stacked(
        column('Comparison', (one) => ({
          text: comparisonTitle(plan, one),
          detail: one === primary ? 'primary' : 'secondary',
        })),
      ),
      ...differenceColumns<Answer>('Difference', (one) => one),
      numbers('p', ({ effect, corrected, verdict }) =>
        effect?.pValue === undefined || verdict.kind === 'none'
          ? undefined
          : pText({
              pValue: effect.pValue,
              ...(corrected === undefined ? { family: 0 } : { corrected, family }),
            }),
      ),
    ],
    {
      notes: [
        `The primary comparison is judged by its interval. The secondary ones, and the primary one on each task, are judged together after Holm’s correction for all ${format.count(family)}.`,
        `Intervals cover other seeds and other scored rows: Student’s t over seeds, on one degree of freedom less than seeds, with the variance that the choice of the rows brings. ${leavesOut}`,
      ],
    },
  );
}

/** The difference with its interval, and the verdict. */
const differenceColumns = <Row>(title: string, answerOf: (row: Row) => Answer | undefined) => [
  stacked(
    numbers<Row>([title, '95% interval'], (row) => {
      const effect = answerOf(row)?.effect;
      return (
        effect && {
          text: format.signedPoints(effect.difference, 2),
          detail: intervalText(effect.interval),
        }
      );
    }),
  ),
  stacked(
    column<Row>('Verdict', (row) => {
      const verdict = answerOf(row)?.verdict;
      return verdict && { text: verdict.word, detail: verdict.detail };
    }),
  ),
];
