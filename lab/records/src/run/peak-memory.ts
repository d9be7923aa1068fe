/** A peak of memory in bytes: a run's own, or that of its process, in which earlier runs count, too. */
export interface PeakMemory {
  readonly bytes: number;
  readonly of: 'run' | 'process';
}

/** The peak that a run's summary has; records from before a run's own was measured have the process's. Undefined without any. */
export function peakMemoryOf({
  runPeakRssBytes: own,
  peakRssBytes: all,
}: Readonly<Record<string, number>>): PeakMemory | undefined {
  if (own !== undefined) return { bytes: own, of: 'run' };
  return all === undefined ? undefined : { bytes: all, of: 'process' };
}
