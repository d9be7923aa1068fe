import { peakMemoryOf } from '@singlora/records';
import { format, type Cell } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';

type Measured = readonly { readonly record: Pick<RunRecord, 'summary'> }[];

/** The highest peak of memory of some runs; marked where one is known only of its process, which earlier runs may have raised. */
export function peakCell(runs: Measured): Cell | undefined {
  const peaks = runs.flatMap(({ record }) => peakMemoryOf(record.summary) ?? []);
  if (peaks.length === 0) return undefined;
  const isOwn = peaks.every((peak) => peak.of === 'run');
  return {
    text: format.bytes(Math.max(...peaks.map(({ bytes }) => bytes))),
    detail: isOwn ? undefined : 'of the process',
  };
}

/** The same in one line: "860 MiB", "860 MiB, of the process". */
export function peakText(runs: Measured): string {
  const { text = '', detail } = peakCell(runs) ?? {};
  return [text, detail].filter(Boolean).join(', ');
}
