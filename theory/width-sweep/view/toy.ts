import { distinctBy } from '@singlora/reporting';
import { optimiserOrder, optimiserTitle } from '@singlora/records';
import { sweepPresets } from '../presets.ts';
import type { SweepConfig } from '../record.ts';
import { isUsual, type SweepRun } from './subject.ts';

/** The toy of the paper's analysis, on which the claims are judged. */
export const toy = 'linear-toy';

/** The paper's rate and start. */
export const claimedRate = -1 / 2;
export const claimedStart = -1 / 2;

/** Without a family, the toy is meant. */
type Wanted = Partial<Pick<SweepConfig, 'family' | 'method' | 'initExponent' | 'ramp'>>;

/**
 * Whether a run's steps, rates, widths and seeds are its preset's. A claim about a fixed number of steps is not judged
 * on others: with more steps, other widths are large enough, and with fewer rates, the stable one may be missed.
 */
export function isOfPreset({ config }: SweepRun): boolean {
  const own = sweepPresets[config.preset];
  const same = (key: 'steps' | 'widths' | 'seeds', count?: number) =>
    JSON.stringify(config[key]) ===
    JSON.stringify(count ? own?.widths.slice(0, count) : own?.[key]);
  // Families other than the toy may not reach the largest width.
  const reached = config.family === toy ? undefined : config.widths.length;
  const isTried = (rate: number) => config.rateExponents.includes(rate);
  const hasRates = own?.rateExponents.every(isTried) ?? false;
  return same('steps') && hasRates && same('widths', reached) && same('seeds');
}

/** The newest runs on the toy or another family, by optimiser, as their preset says, by default without a ramp and with the paper's start. */
export function toyRuns(runs: readonly SweepRun[], wanted: Wanted): SweepRun[] {
  const { family: wantedFamily = toy, initExponent: start = claimedStart, ramp = 0 } = wanted;
  const own = runs
    .filter(isOfPreset)
    .filter(
      ({ config }) =>
        config.family === wantedFamily &&
        config.ramp === ramp &&
        config.method === wanted.method &&
        (config.initExponent ?? claimedStart) === start &&
        isUsual({ ...config, initExponent: claimedStart }),
    )
    .toReversed();
  return distinctBy(own, ({ config }) => config.optimiser).sort(
    (a, b) => optimiserOrder(a.config.optimiser) - optimiserOrder(b.config.optimiser),
  );
}

export const cellAt = ({ result }: SweepRun, rate: number) =>
  result.cells.find(({ rateExponent }) => rateExponent === rate);

export const titleOf = ({ config }: SweepRun) => optimiserTitle(config.optimiser);

export const stableCells = ({ result }: SweepRun) =>
  result.cells.filter(({ verdict }) => verdict === 'stable');
