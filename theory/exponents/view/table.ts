import { column, format, stacked, table, type CellValue, type Table } from '@singlora/reporting';
import {
  ratesText,
  solutionOf,
  startText,
  type ExponentRun,
  type ExponentSubject,
} from './subject.ts';

/** What is asked of the rate, from the least to the most. */
const goals = [
  { key: 'stable', title: 'Δf = O(1)', detail: 'at every step' },
  { key: 'learning', title: 'Δf = Θ(1)', detail: 'from step 2 on' },
  { key: 'balanced', title: 'δ₁, δ₂ = Θ(1)', detail: 'as well' },
  { key: 'efficient', title: 'Qᵀx = O(1)', detail: 'as well' },
] as const;

/** Which rates do what is asked, by method and start. */
export function exponentTable({ title, runs }: ExponentSubject): Table {
  const steps = Math.max(...runs.map(({ config }) => config.steps));
  return table(
    `${title}: the rate exponents c (η ∝ n^c) that do what is asked however long training lasts. Exact.`,
    runs,
    [
      column('Method and start', startText),
      ...goals.map(({ key, title: goal, detail }) =>
        stacked(column<ExponentRun>([goal, detail], (run) => rateCell(run, key))),
      ),
    ],
    {
      notes: [
        `Below, where it differs: what ${format.plural(steps, 'step')} alone would allow. Each column asks for all that stands left of it; LoRA+ calls the last “efficient”.`,
      ],
    },
  );
}

function rateCell(run: ExponentRun, goal: string): CellValue {
  const solution = solutionOf(run, goal);
  if (!solution) return undefined;
  const [always, steps] = [ratesText(solution.forEver), ratesText(solution.rates)];
  return { text: always, detail: always === steps ? undefined : steps };
}
