import { taskOrder, taskTitle, type DifferenceFinding } from '@singlora/records';
import {
  column,
  distinctBy,
  format,
  intervalBar,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { shortModel } from '@singlora/comparison';
import { isDesign, type SelectedFindings } from './documents/selection.ts';
import { verdictOn } from './findings/difference.ts';

/** How far from 0 bars are drawn, in points: a longer one would hide the others. */
const reach = 6;

/** A line of the table: a design's difference on a task, or over its tasks. */
interface Line {
  readonly found: DifferenceFinding;
  readonly design: string;
  /** "Mean of 6 tasks" */
  readonly task: string;
  readonly order: number;
}

type HrefOf = (finding: DifferenceFinding) => string;

/** SingLoRA minus LoRA in each design: a line each; undefined without any. */
export function designsTable(findings: SelectedFindings, hrefOf: HrefOf): Table | undefined {
  const lines = findings.all.filter(isDesign).map((found) => lineOf(found, findings));
  if (lines.length === 0) return undefined;
  return table('SingLoRA minus LoRA in points, over the tasks of each design.', lines, [
    column('Design', ({ design }) => design),
    column('Model', ({ found }) => shortModel(findings.designOf(found)?.model ?? '')),
    column('On', ({ task }) => task),
    differenceColumn(hrefOf),
    ...endColumns,
  ]);
}

function lineOf(found: DifferenceFinding, { designOf }: SelectedFindings): Line {
  const [only = '', ...others] = found.tasks;
  return {
    found,
    design: designOf(found)?.title ?? found.design,
    ...(others.length > 0
      ? { task: `Mean of ${found.tasks.length} tasks`, order: -1 }
      : { task: taskTitle(only), order: taskOrder(only) }),
  };
}

const differenceColumn = (hrefOf: HrefOf) =>
  numbers<Line>('Difference and 95% interval', ({ found }) => ({
    text: `${points(found.estimate)}${intervalText(found)}`,
    href: hrefOf(found),
  }));

const endColumns = [
  numbers<Line>('Seeds', ({ found }) => format.count(found.n.seeds)),
  stacked(
    column<Line>('Verdict', ({ found }) => ({
      text: found.verdict,
      detail: verdictOn(found).detail,
    })),
  ),
];

/** The same as a mean over its tasks and on each, task by task, as bars; undefined without any. */
export function forestTable(findings: SelectedFindings, hrefOf: HrefOf): Table | undefined {
  const designs = findings.all.filter(isDesign);
  const lines = findings.all
    .flatMap((found) => {
      const mean = designs.find(({ id }) => found.kind === 'difference' && id === found.design);
      return mean && found.kind === 'difference' && isOfPair(found, mean)
        ? [lineOf(found, findings)]
        : [];
    })
    .toSorted((a, b) => a.order - b.order);
  if (lines.length === 0) return undefined;
  const tasks = distinctBy(lines, ({ task }) => task).map(({ task }) => task);
  return table(
    'SingLoRA minus LoRA in points, task by task in each design: left of zero, LoRA is better.',
    lines,
    [
      column('Task', ({ task }) => task),
      column('Design', ({ design }) => design),
      differenceColumn(hrefOf),
      column('', ({ found }) => ({
        text: '',
        drawing: intervalBar(
          {
            estimate: 100 * found.estimate,
            interval: found.interval?.map((end) => 100 * end) as [number, number] | undefined,
            margin: 100 * found.given.margin,
            colour: 'var(--ink)',
          },
          reach,
        ),
      })),
      ...endColumns,
    ],
    {
      kind: ({ task }) => tasks.indexOf(task) % 2 === 1 && 'band',
      notes: [
        'Of a design of one task, the line on the task is the design’s own. “Lower”: SingLoRA is below LoRA. Without a plan that was declared before the runs there is no verdict.',
      ],
      looks: [
        `Shaded: the margin within which two scores count as equal. An arrow: the interval goes on beyond ${reach} points.`,
      ],
    },
  );
}

/** The design's primary comparison on one of its tasks or over all; with one task, the two are one. */
const isOfPair = (found: DifferenceFinding, mean: DifferenceFinding) =>
  found.one === mean.one &&
  found.other === mean.other &&
  (found === mean || (mean.tasks.length > 1 && found.tasks.length === 1));

const points = (value: number) => format.signedPoints(value, 2);

const intervalText = ({ interval }: DifferenceFinding) =>
  interval ? ` (${points(interval[0])} to ${points(interval[1])})` : '';
