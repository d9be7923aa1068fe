import {
  copyable,
  format,
  groupBy,
  markup,
  methodTitle,
  powers,
  type Html,
} from '@singlora/reporting';
import { optimiserTitle } from '@singlora/records';
import { slopeText } from '../../report/words.ts';
import { powerText } from '@singlora/statistics';
import type { SweepVerdictName } from '../../record.ts';
import type { SweepCell, SweepConfig } from '../record.ts';
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

/** The words of a verdict on the change that a step makes. */
const says: Readonly<Record<Exclude<SweepVerdictName, 'diverged'>, string>> = {
  stable: 'keeps its size',
  vanishing: 'fades as the layer gets wider',
  exploding: 'explodes as the layer gets wider',
  undecided: 'is not settled by these records',
  bends: 'follows no power of the width',
  hollow: 'keeps its size, though the loss does not fall below the frozen layer’s',
};

const missing = 'is not measured yet';

function told(shown: ShownCase | undefined): string {
  if (!shown) return missing;
  const { verdict, peaks } = shown.cell;
  return verdict === 'diverged' ? endText(peaks) : says[verdict];
}

/** Where the largest change is not finite: "overflows in 3 of 5 seeds at width 256 and in 5 of 5 at 512". */
function endText(peaks: SweepCell['peaks']): string {
  const ends = peaks.flatMap(({ width, values }) => {
    const ended = values.filter((value) => !Number.isFinite(value)).length;
    return ended > 0 ? [{ width, share: `${ended} of ${values.length}` }] : [];
  });
  const each = groupBy(ends, ({ share }) => share).map((alike, at) => {
    const [seeds, width] = at > 0 ? ['', ''] : [' seeds', alike.length > 1 ? 'widths ' : 'width '];
    return `in ${alike[0]?.share}${seeds} at ${width}${format.listing(alike.map((one) => format.count(one.width)))}`;
  });
  return `overflows ${format.listing(each)}`;
}

/** The top of the page: whether the change of the output keeps its size in the decisive cases; `others` are runs of other presets. */
export function headlineOf(runs: readonly SweepRun[], others: readonly SweepRun[] = []) {
  const found = cases.map((one) => shownOf(one, ownOf(one, others)) ?? shownOf(one, runs));
  const [descent, adam, lora] = found.map(told);
  const loraDescent = told(
    shownOf(
      { family: toy, method: 'lora', optimiser: 'gd', name: 'LoRA by gradient descent' },
      runs,
    ),
  );
  const isAlike = loraDescent === descent && lora === adam;
  const slope = slopeOf(found[1]);
  const underAdam =
    lora === adam
      ? `each ${adam}${slope && `, SingLoRA’s ${slope}`}`
      : `SingLoRA’s ${adam}${slope && `, ${slope}`}, and plain LoRA’s ${lora}`;
  const shown = found.flatMap((one) => one ?? []);
  const own = found[0] ?? found[1];
  if (!own) return undefined;
  const { steps } = own.run.config;
  return {
    says: `By gradient descent at the paper’s rate, η ∝ ${powerText(claimedRate)}, the largest change that one of ${format.plural(steps, 'step')} of SingLoRA${isAlike ? ', or of plain LoRA,' : ''} makes to a layer’s output ${descent}${isAlike ? '' : `; plain LoRA’s ${loraDescent}`}. Under Adam ${underAdam}. ${measuredText(own.run)}`,
    picture: [powerLawCharts(shown), legendOf(shown)],
  };
}

const slopeOf = (shown: ShownCase | undefined) =>
  shown?.cell.slope ? `slope ${slopeText(shown.cell.slope)}` : '';

function measuredText({ config: { widths, seeds } }: SweepRun): string {
  const [least, most] = [Math.min(...widths), Math.max(...widths)].map(format.count);
  return `The paper’s toy, widths from ${least} to ${most}, ${format.plural(seeds.length, 'seed')}.`;
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

/** The legend: what the picture shows, of which runs, and the commands that reproduce them. */
function legendOf(shown: readonly ShownCase[]): Html {
  const runs = shown.map(({ run }) => run);
  const absent = cases
    .filter(({ name }) => shown.every((one) => one.name !== name))
    .map((one) => `${titleOf(one)} (${one.name})`);
  const { rank, alpha, steps } = runs[0]?.config ?? {};
  const presets = [...new Set(runs.map(({ config }) => config.preset))];
  const fitted = [...new Set(runs.map((run) => fittedText([run])))];
  return markup`<p class="note">Δf is what one step changes in the layer’s output, as a root mean square over its entries, at the first, the second and the last of ${format.plural(steps ?? 0, 'step')}. Points: median over seeds, bars from the least to the most; ▲: not finite, or above 1,000, in some seed. Line: the power law fitted to the wider half of the widths, shaded with the 95% interval of its exponent. Dashed: the exponent that <a href="#exponents">theory</a> gives, drawn where it fits the axes. ${powers(`Entries of A start as n^−1/2; rank ${format.count(rank)}, α ${format.count(alpha)}. Verdicts: ${fitted.join('; of the readout ')}.`)} ${presets.length === 1 ? 'Preset' : 'Presets'} ${format.listing(presets)}, ${format.plural(runs.length, 'run')}.${absent.length > 0 && powers(` Not recorded yet: ${format.listing(absent)}.`)}</p>
${[...new Set(runs.map(({ record }) => record.command))].map(copyable)}`;
}
