import { dreamBoothRuns, glueRuns, recordedRuns } from '@singlora/comparison';
import type { Tracking } from '@singlora/tracking';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

/** Reports runs that contradict themselves, and therefore count on no page. */
export async function tellContradictions(tracking: Tracking, output: Output): Promise<void> {
  const { runs } = await recordedRuns(tracking);
  for (const { record, contradiction } of [...glueRuns(runs).runs, ...dreamBoothRuns(runs).runs])
    if (contradiction !== undefined)
      output.print(
        printable(`Run ${record.id.slice(0, 12)} decides nothing on the pages: ${contradiction}.`),
      );
}
