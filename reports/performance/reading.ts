import { format, markup, type Section } from '@singlora/reporting';
import type { BenchRecord } from '@singlora/records';

/** What the numbers mean, and what they do not. */
export function readingSection(records: readonly BenchRecord[]): Section {
  const random = [...new Set(records.filter(hasRandomWeights).map((record) => record.case))];
  const short = records.some(
    (record) => record.kind === 'step' && record.setting.tokensThroughLastLayer === 'first',
  );
  const remarks = [
    'The ratio is what counts. Both sides work with the same model on the same machine in turns, round by round, so what slows the machine slows both. Absolute times of a shared machine mean little, and those of two machines are never put together here.',
    'The range over rounds is the least and the greatest ratio of a round: it shows how far the machine was steady, and is no confidence interval. The ratio of minima compares the fastest step of each side, the one that was disturbed least.',
    'Peak memory is the most that the whole process held at any time: runtime, libraries, weights and data included.',
    short &&
      'A classifier reads the first token only, so ours sends just that one through most of the last layer: the result is the same, the arithmetic less. The cases with every token compare the same arithmetic on both sides.',
    random.length > 0 &&
      `Random weights stand in for trained ones in ${format.listing(random)}. Time and memory depend on the shapes, not on the values; nothing is learned there.`,
  ];
  return {
    id: 'reading',
    title: 'What the numbers mean',
    body: markup`<ul>
${remarks.map((remark) => remark && markup`<li>${remark}</li>\n`)}</ul>`,
  };
}

const hasRandomWeights = (record: BenchRecord) =>
  record.kind === 'step' ? record.setting.weights === 'random' : record.kind !== 'epoch';
