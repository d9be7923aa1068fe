import type { RunRecord } from '@singlora/tracking';

/** The part of a run that tells whether it is a smoke run. */
interface Trained {
  readonly record: Pick<RunRecord, 'config' | 'summary'>;
}

/**
 * Whether runs only show that everything works: those of the preset `smoke`, and those that a limit of steps ended before
 * they had seen each training row once. They are shown, and are no evidence of anything.
 */
export const areSmoke = (runs: readonly Trained[]): boolean =>
  runs.some(({ record: { config, summary } }) => {
    const { steps = Infinity, trainRows = 0 } = summary;
    const isCut = typeof config['maxSteps'] === 'number';
    return (
      config['preset'] === 'smoke' || (isCut && steps * Number(config['batchSize']) < trainRows)
    );
  });
