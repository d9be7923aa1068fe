import { dreamBoothRuns, glueRuns, type RecordedRun } from '@singlora/comparison';
import { isDamaged, type Tracking } from '@singlora/tracking';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

/** Reports runs that contradict themselves, and therefore count on no page. */
export async function tellContradictions(tracking: Tracking, output: Output): Promise<void> {
  const recorded: RecordedRun[] = [];
  const nothing = { metric: () => Promise.resolve([]), predictions: { read: () => undefined } };
  for await (const run of tracking.each())
    if (!isDamaged(run)) recorded.push({ record: run, ...nothing });
  const checked = [...glueRuns(recorded).runs, ...dreamBoothRuns(recorded).runs];
  for (const { record, contradiction } of checked)
    if (contradiction !== undefined)
      output.print(
        printable(`Run ${record.id.slice(0, 12)} decides nothing on the pages: ${contradiction}.`),
      );
}
