import { distinctBy, format, sentence } from '@singlora/reporting';
import { optimiserOrder, optimiserTitle } from '@singlora/records';
import { presets } from '../presets.ts';
import type { SweepConfig } from '../record.ts';
import { exponentText } from '@singlora/statistics';
import { slopeText } from '../../report/words.ts';
import { isUsual, lossText, ratesText, type SweepRun } from './subject.ts';

/** The toy of the paper's analysis, on which the claims are judged. */
export const toy = 'linear-toy';

/** The paper's rate and start. */
export const claimedRate = -1 / 2;
export const claimedStart = -1 / 2;

/** Without a family, the toy is meant. */
type Wanted = Partial<Pick<SweepConfig, 'family' | 'method' | 'initExponent'>>;

/**
 * Whether a run's steps, rates, widths and seeds are its preset's. A claim about a fixed number of steps is not judged
 * on others: with more steps, other widths are large enough, and with fewer rates, the stable one may be missed.
 */
export function isOfPreset({ config }: SweepRun): boolean {
  const own = presets[config.preset];
  const same = (key: 'steps' | 'widths' | 'seeds', count?: number) =>
    JSON.stringify(config[key]) ===
    JSON.stringify(count ? own?.widths.slice(0, count) : own?.[key]);
  // Families other than the toy may not reach the largest width.
  const reached = config.family === toy ? undefined : config.widths.length;
  const isTried = (rate: number) => config.rateExponents.includes(rate);
  const hasRates = own?.rateExponents.every(isTried) ?? false;
  return same('steps') && hasRates && same('widths', reached) && same('seeds');
}

/** The newest runs on the toy or another family, by optimiser, as their preset says, without a ramp and with the paper's start. */
export function toyRuns(runs: readonly SweepRun[], wanted: Wanted): SweepRun[] {
  const { family: wantedFamily = toy, initExponent: start = claimedStart } = wanted;
  const own = runs
    .filter(isOfPreset)
    .filter(
      ({ config }) =>
        config.family === wantedFamily &&
        config.ramp === 0 &&
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

/** The words on the rates at which Δf is stable, by optimiser, and on the optimisers without any such rate. */
export function stableText(runs: readonly SweepRun[]): string {
  const some = runs.flatMap((run) =>
    stableCells(run).map(
      ({ rateExponent, slope }) =>
        `under ${titleOf(run)} at c = ${exponentText(rateExponent)}, slope ${slopeText(slope)}`,
    ),
  );
  const none = runs
    .filter((run) => stableCells(run).length === 0)
    .map((run) => `${titleOf(run)}${openText(run)}`);
  const tried = runs.flatMap(({ result }) => result.cells.map((cell) => cell.rateExponent));
  const [least, most] = [Math.min(...tried), Math.max(...tried)].map(exponentText);
  const parts = [
    ...(some.length > 0 ? [`Δf is stable ${some.join('; ')}`] : []),
    ...(none.length > 0
      ? [
          `${some.length > 0 ? '' : 'Δf is stable '}at no c from ${least} to ${most} under ${format.listing(none)}`,
        ]
      : []),
  ];
  return sentence([...parts, ...runs.flatMap(hollowText)]);
}

/** The words on the rates at which Δf is stable but nothing is learned. */
const hollowText = (run: SweepRun): string[] =>
  run.result.cells
    .filter(({ verdict }) => verdict === 'hollow')
    .map(
      ({ rateExponent, loss }) =>
        `hollow under ${titleOf(run)} at c = ${exponentText(rateExponent)}: Δf keeps its size, and the loss is ${lossText(loss)}${loss.end === null ? '' : ' times the frozen model’s'}`,
    );

/** " (undecided at c = −1/2)"; empty where every rate is decided. */
export function openText({ result }: SweepRun): string {
  const open = result.cells.filter(({ verdict }) => verdict === 'undecided');
  return open.length > 0 ? ` (undecided at c = ${ratesText(open)})` : '';
}
