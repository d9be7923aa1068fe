import { format, type Cell, type Table } from '@singlora/reporting';
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
  return {
    caption: `${title}: the rate exponents c (η ∝ n^c) that do what is asked however long training lasts. Exact.`,
    columns: [
      { key: 'start', title: 'Method and start' },
      ...goals.map((goal) => ({ ...goal, stacked: true })),
    ],
    rows: runs.map((run) => ({
      cells: {
        start: startText(run),
        ...Object.fromEntries(goals.map(({ key }) => [key, rateCell(run, key)])),
      },
    })),
    notes: [
      `Below, where it differs: what ${format.plural(steps, 'step')} alone would allow. Each column asks for all that stands left of it; LoRA+ calls the last “efficient”.`,
    ],
  };
}

function rateCell(run: ExponentRun, goal: string): Cell {
  const solution = solutionOf(run, goal);
  if (!solution) return { text: format.absent };
  const [always, steps] = [ratesText(solution.forEver), ratesText(solution.rates)];
  return { text: always, ...(always === steps ? {} : { detail: steps }) };
}
