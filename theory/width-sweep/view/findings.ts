import { optimiserTitle } from '@singlora/records';
import { methodTitle } from '@singlora/reporting';
import { powerText } from '@singlora/statistics';
import type { RunFinding } from '../../report/view.ts';
import type { SweepCell, SweepConfig } from '../record.ts';
import type { SweepRun } from './subject.ts';
import { cellAt, claimedRate, toy, toyRuns } from './toy.ts';

/**
 * How Δf of every method grows at the paper's rate, on the toy of its analysis from the usual starts; and in the paper's
 * best case, whose runs have a preset of their own.
 */
export function sweepFindings(
  runs: readonly SweepRun[],
  others: readonly SweepRun[],
): RunFinding<SweepRun>[] {
  const best = others.filter(({ config }) => config.preset === 'readout');
  return [...newest(runs, toy), ...newest(best, 'two-layer')].flatMap((run) => {
    const cell = cellAt(run, claimedRate);
    return cell ? [{ run, finding: findingOf(run, cell) }] : [];
  });
}

function newest(runs: readonly SweepRun[], family: SweepConfig['family']): SweepRun[] {
  const methods = [...new Set(runs.map(({ config }) => config.method))];
  return methods.flatMap((method) => toyRuns(runs, { family, method }));
}

function findingOf(
  { config: { family, method, optimiser, seeds, widths, steps } }: SweepRun,
  { rateExponent, slope, predicted, peaks, verdict }: SweepCell,
): RunFinding['finding'] {
  return {
    kind: 'exponent',
    id: `theory/${family}/${method}/${optimiser}`,
    question: `The largest change of the output of ${methodTitle(method)} in one of ${steps} steps by ${optimiserTitle(optimiser)}, at η ∝ ${powerText(rateExponent)}`,
    method,
    optimiser,
    rateExponent,
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
