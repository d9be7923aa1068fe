import { column, format, stacked, table, type CellValue, type Table } from '@singlora/reporting';
import { exponentText, ratesText } from '@singlora/statistics';
import { isSilent, type ExponentRun } from './derived.ts';
import { derivedStartText, type ExponentSubject } from './subject.ts';

/** The goals of the rate, from the weakest to the strongest. */
const goals = [
  { key: 'stable', title: 'Δf = O(1)', detail: 'at every step' },
  { key: 'learning', title: 'Δf = Θ(1)', detail: 'the paper’s “stable”' },
  { key: 'balanced', title: 'δ₁, δ₂ = Θ(1)', detail: 'as well' },
  { key: 'efficient', title: 'f, Qᵀx = O(1)', detail: 'LoRA+’s “efficient”' },
  { key: 'network', title: 'Δo = Θ(1)', detail: 'of the network’s output' },
] as const;

export function exponentTable({ title, runs }: ExponentSubject): Table {
  const steps = Math.max(...runs.map(({ config }) => config.steps));
  return table(
    `${title}: the rate exponents c (η ∝ n^c) that do what is asked at every fixed number of steps while n grows. Exact.`,
    runs,
    [
      column('Method and start', derivedStartText),
      ...goals.map(({ key, title: goal, detail }) =>
        stacked(column<ExponentRun>([goal, detail], (run) => rateCell(run, key))),
      ),
    ],
    {
      notes: [
        `Below, where they differ: the c that do it over ${format.plural(steps, 'step')}, and after Θ(log n). Each column but the last asks for all that stands left of it.`,
      ],
    },
  );
}

function rateCell({ config, result }: ExponentRun, key: string): CellValue {
  const solution = result.solutions[key];
  if (!solution) return undefined;
  const [always, steps] = [ratesText(solution.forEver), ratesText(solution.rates)];
  const later =
    config.optimiser === 'gradient' && isSilent(solution)
      ? ['log n: none derived']
      : solution.logTime.map(({ rate }) => `log n: c = ${exponentText(rate)}`);
  const details = [...(always === steps ? [] : [`${config.steps} steps: ${steps}`]), ...later];
  return { text: always, detail: details.join('; ') || undefined };
}
