import { writeFileSync } from 'node:fs';

/**
 * Begins a run's own peak of memory. On Linux the process forgets its own, so that a run does not show what an earlier one in
 * the same process took; elsewhere the peak stays the process's, and is recorded under that name.
 * @returns the peak since, in bytes, by the name under which a summary has it
 */
export function startPeak(): () => Readonly<Record<string, number>> {
  const name = forgetPeak() ? 'runPeakRssBytes' : 'peakRssBytes';
  return () => ({ [name]: process.resourceUsage().maxRSS * 1024 }); // kilobytes on every system
}

function forgetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}
