import {
  candidateTitle,
  decidingSplit,
  type GlueOutcome,
  intervalText,
  inPoints,
  type PlannedTaskRuns,
} from '@singlora/comparison';
import { fewestSeeds, glueScore, tasks as known, type ScoresRecord } from '@singlora/records';
import {
  column,
  copyable,
  format,
  markup,
  numbers,
  stacked,
  table,
  tableHtml,
} from '@singlora/reporting';
import { estimate, mean, welch } from '@singlora/statistics';
import { taskColumn } from './tables.ts';

type Beside = ReturnType<typeof besideOf>[number];

/** Another implementation's scores with a plan's settings, next to the plan's results; undefined without any. */
export function referenceHtml(outcome: GlueOutcome, records: readonly ScoresRecord[]) {
  const own = records.filter(({ plan }) => plan === outcome.name);
  const rows = outcome.measures.flatMap((one) =>
    own.flatMap((record) => besideOf(outcome.plan, one, record)),
  );
  if (rows.length === 0) return undefined;
  const names = [...new Set(rows.map(({ task }) => task))].join(',');
  return markup`<h4>Beside PyTorch and peft</h4>
${tableHtml(besideTable(rows))}
${copyable(`npx nx run tools:scores --plan=${outcome.name} --task=${names}`)}`;
}

/** A candidate's scores on a task by another implementation, next to ours. */
function besideOf(
  plan: GlueOutcome['plan'],
  { name: task, planned, sideOf }: PlannedTaskRuns,
  { method, rank, learningRate, seeds, by, ...record }: ScoresRecord,
) {
  const ours = record.task === task ? sideOf({ method, rank }) : undefined;
  const isAlike = ours?.config.learningRate === learningRate;
  const name = glueScore.score(decidingSplit(task, planned), known[task].metrics[0]);
  const scores = seeds.flatMap(({ scores: { [name]: score } }) => score ?? []);
  const own = ours?.runs.map(({ score }) => score) ?? [];
  // Another rate is a different question, and fewer than two seeds have no spread.
  if (!isAlike || scores.length < 2 || own.length < 2) return [];
  const other = estimate(scores);
  const [low, high] = ours.score.interval ?? [NaN, NaN];
  const isWithin = (value: number) => low <= value && value <= high;
  return [
    {
      task,
      adapter: candidateTitle(plan, { method, rank }),
      by,
      other,
      ours,
      apart: welch(scores, own),
      isWithin: isWithin(other.mean),
      /** The same with as many seeds as planned, where there are more. */
      asPlanned: isWithin(mean(scores.slice(0, fewestSeeds))),
    },
  ];
}

const yesOrNo = (is: boolean) => (is ? 'yes' : 'no');

const besideTable = (rows: readonly Beside[]) =>
  table(
    'The same rows, settings and rates in another implementation: each task’s headline metric, times 100, mean over seeds.',
    rows,
    [
      taskColumn<Beside>(({ task }) => task),
      column<Beside>('Adapter', ({ adapter }) => adapter),
      stacked(
        numbers<Beside>('PyTorch and peft', ({ other, by }) => ({
          text: format.points(other.mean),
          detail: `± ${format.points(other.standardError)}, ${format.plural(other.n, 'seed')}, ${by}`,
        })),
      ),
      stacked(
        numbers<Beside>(['SingLoRA Lab', '95% interval of the mean'], ({ ours: { score } }) => ({
          text: format.points(score.mean),
          detail: `${format.points(score.interval?.[0])} to ${format.points(score.interval?.[1])}, ${format.plural(score.n, 'seed')}`,
        })),
      ),
      stacked(
        column<Beside>('Within it', ({ asPlanned, isWithin, other }) => ({
          text: yesOrNo(asPlanned),
          detail: other.n > fewestSeeds ? `with all ${other.n}: ${yesOrNo(isWithin)}` : undefined,
        })),
      ),
      stacked(
        numbers<Beside>(['Difference', '95% interval'], ({ apart }) => ({
          text: format.signedPoints(apart.difference, 2),
          detail: intervalText({ interval: apart.interval, words: inPoints }),
        })),
      ),
    ],
    {
      notes: [
        `By the plan a mean of ${format.plural(fewestSeeds, 'seed')} has to lie within the interval of ours; seeds beyond these were made afterwards.`,
        'The interval of ours leaves out how the other mean varies with its own seeds. So even of equal implementations more than one row in twenty lies outside, most often where those seeds are few. The interval of the difference (Welch) covers both. SingLoRA is written by hand there, since peft has none.',
      ],
    },
  );
