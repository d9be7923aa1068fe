import type { RunRecord } from '@singlora/tracking';

/** The part of a run that tells whether it is a smoke run. */
interface Trained {
  readonly record: Pick<RunRecord, 'config' | 'summary'>;
}

/**
 * Whether any of the runs is a smoke run: of the preset `smoke`, or ended by a limit of steps before it had seen each
 * training row once. Such runs show that everything works; they are shown, and are no evidence.
 */
export const areSmoke = (runs: readonly Trained[]): boolean =>
  runs.some(({ record: { config, summary } }) => {
    const { steps = Infinity, trainRows = 0 } = summary;
    const isCut = typeof config['maxSteps'] === 'number';
    return (
      config['preset'] === 'smoke' || (isCut && steps * Number(config['batchSize']) < trainRows)
    );
  });
