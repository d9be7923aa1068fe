import { copyable, format, markup, methodTitle, powers, type Html } from '@singlora/reporting';
import { optimiserTitle } from '@singlora/records';
import type { Part } from '../../report/parts.ts';
import type { SweepConfig } from '../record.ts';
import { powerLawCharts, type ShownCase } from './power-law.ts';
import { fittedText, type SweepRun } from './subject.ts';
import { cellAt, claimedRate, toy, toyRuns } from './toy.ts';

/** The decisive cases, all at the paper's rate and with its start. */
const cases = [
  { family: toy, method: 'singlora', optimiser: 'gd', name: 'The paper’s toy and its rate' },
  { family: toy, method: 'singlora', optimiser: 'adam', name: 'The same toy and rate' },
  { family: toy, method: 'lora', optimiser: 'adam', name: 'Plain LoRA, the same toy and rate' },
  {
    family: 'two-layer',
    method: 'singlora',
    optimiser: 'gd',
    name: 'The paper’s best case: the same rate in LoRA+’s two-layer toy, whose readout has entries of order n^−1/2',
    preset: 'readout',
  },
] as const satisfies readonly Case[];

interface Case extends Pick<SweepConfig, 'family' | 'method' | 'optimiser'> {
  readonly name: string;
  /** The preset planned for it: its runs are shown if they are recorded. */
  readonly preset?: string;
}

/** Whether the change of the output keeps its size in the decisive cases; `others` are runs of other presets. */
export function pictureOf(runs: readonly SweepRun[], others: readonly SweepRun[] = []): Part[] {
  const shown = cases.flatMap(
    (one) => shownOf(one, ownOf(one, others)) ?? shownOf(one, runs) ?? [],
  );
  return shown.some(({ run }) => run.config.method === 'singlora')
    ? [powerLawCharts(shown), legendOf(shown)]
    : [];
}

const ownOf = ({ preset }: Case, others: readonly SweepRun[]) =>
  others.filter(({ config }) => config.preset === preset);

function shownOf({ family, method, optimiser, name }: Case, runs: readonly SweepRun[]) {
  const run = toyRuns(runs, { family, method }).find(
    ({ config }) => config.optimiser === optimiser,
  );
  const cell = run && cellAt(run, claimedRate);
  return run && cell ? { title: titleOf({ method, optimiser }), name, run, cell } : undefined;
}

const titleOf = ({ method, optimiser }: Pick<Case, 'method' | 'optimiser'>) =>
  `${methodTitle(method)}, ${optimiserTitle(optimiser)}`;

/** What the picture shows, of which runs, and the commands that reproduce them. */
function legendOf(shown: readonly ShownCase[]): Html {
  const runs = shown.map(({ run }) => run);
  const { rank, alpha, steps } = runs[0]?.config ?? {};
  const presets = [...new Set(runs.map(({ config }) => config.preset))];
  const fitted = [...new Set(runs.map((run) => fittedText([run])))];
  return markup`<p class="note">Δf: what one step changes in the layer’s output, root mean square over entries, at the first, second and last of ${format.plural(steps ?? 0, 'step')}, without a ramp. Points: median over seeds, bars from the least to the most; ▲: not finite, or above 1,000, in some seed. Line: power law over the wider half of the widths, shaded with its 95% interval. Dashed: <a href="#exponents">derived</a>. ${powers(`A starts at n^−1/2; rank ${format.count(rank)}, α ${format.count(alpha)}. Verdicts: ${fitted.join('; of the readout ')}.`)} ${presets.length === 1 ? 'Preset' : 'Presets'} ${format.listing(presets)}.</p>
${[...new Set(runs.map(({ record }) => record.command))].map(copyable)}`;
}
