import { optimiserTitle } from '@singlora/records';
import { methodTitle } from '@singlora/reporting';
import { powerText } from '@singlora/statistics';
import type { RunFinding } from '../../report/view.ts';
import type { SweepCell, SweepConfig } from '../record.ts';
import type { SweepRun } from './subject.ts';
import { cellAt, claimedRate, toy, toyRuns } from './toy.ts';

/**
 * How Δf of every method grows at the paper's rate, on the toy of its analysis from the usual starts, with each ramp and
 * without; and in the paper's best case, whose runs have a preset of their own.
 */
export function sweepFindings(
  runs: readonly SweepRun[],
  others: readonly SweepRun[],
): RunFinding<SweepRun>[] {
  const best = others.filter(({ config }) => config.preset === 'readout');
  const ramps = [...new Set(runs.map(({ config }) => config.ramp))];
  const inToy = ramps.flatMap((ramp) => newest(runs, toy, ramp));
  return [...inToy, ...newest(best, 'two-layer')].flatMap((run) => {
    const cell = cellAt(run, claimedRate);
    return cell ? [{ run, finding: findingOf(run, cell) }] : [];
  });
}

function newest(runs: readonly SweepRun[], family: SweepConfig['family'], ramp = 0): SweepRun[] {
  const methods = [...new Set(runs.map(({ config }) => config.method))];
  return methods.flatMap((method) => toyRuns(runs, { family, method, ramp }));
}

/** The id of a run's finding at the paper's rate. */
export const findingId = ({ config: { family, method, optimiser, ramp } }: SweepRun): string =>
  `theory/${family}/${method}/${optimiser}${ramp > 0 ? `/ramp-${ramp}` : ''}`;

function findingOf(
  run: SweepRun,
  { rateExponent, slope, predicted, peaks, verdict }: SweepCell,
): RunFinding['finding'] {
  const { method, optimiser, seeds, widths, steps, ramp } = run.config;
  return {
    kind: 'exponent',
    id: findingId(run),
    question: `The largest change of the output of ${methodTitle(method)} in one of ${steps} steps by ${optimiserTitle(optimiser)}, at η ∝ ${powerText(rateExponent)}${ramp > 0 ? `, with a ramp of ${ramp} steps` : ''}`,
    method,
    optimiser,
    rateExponent,
    ramp,
    estimate: slope?.slope ?? null,
    interval: slope ? [slope.low, slope.high] : null,
    derived: predicted,
    n: { seeds: seeds.length, widths: widths.length },
    overflows: peaks.flatMap(({ width, values }) => {
      const lost = values.filter((value) => value === null).length;
      return lost > 0 ? [{ width, seeds: lost }] : [];
    }),
    verdict,
  };
}
