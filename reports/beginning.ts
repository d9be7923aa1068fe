import { format, goingOn, type Content } from '@singlora/reporting';
import { commandsOf } from './provenance.ts';
import type { RunRecord } from '@singlora/tracking';

/** How to begin a suite, where no run has finished with a result. */
interface Beginning<Run> {
  readonly first: Content['begin'];
  /** A trial with a score. */
  readonly isTrial: (run: Run) => boolean;
  /** The word for a run without a score. */
  readonly scoreless: string;
}

/** The commands to begin with, or to resume stopped runs. */
export function beginning<Run extends { readonly record: RunRecord; readonly diverged: boolean }>(
  runs: readonly Run[],
  { first, isTrial, scoreless }: Beginning<Run>,
): Content['begin'] {
  if (runs.length === 0) return first;
  const count = (is: (run: Run) => boolean) => runs.filter(is).length;
  const trials = count(isTrial);
  const counts = [
    ...(['running', 'interrupted', 'failed'] as const).map((status) => ({
      n: count(({ record }) => record.status === status),
      what: status,
    })),
    { n: count(({ diverged }) => diverged), what: scoreless },
    { n: trials, what: trials === 1 ? 'trial' : 'trials' },
  ]
    .filter(({ n }) => n > 0)
    .map(({ n, what }) => `${format.count(n)} ${what}`);
  return {
    says: `No run has finished with a result yet (${format.listing(counts)}). The same command goes on where a run stopped:`,
    commands: [...new Set(commandsOf(runs.map(({ record }) => record)).map(goingOn))],
  };
}
