import { format, markup, pageOnly, type Section } from '@singlora/reporting';
import type { BenchRecord } from '@singlora/records';

/** The section on the meaning and the limits of the numbers; its Markdown is left out. */
export function readingSection(records: readonly BenchRecord[]): Section {
  const random = [...new Set(records.filter(hasRandomWeights).map((record) => record.case))];
  const inBfloat16 = records.some(
    ({ sides }: { readonly sides: readonly { readonly precision: string }[] }) =>
      sides.some(({ precision }) => precision === 'bfloat16'),
  );
  const short = records.some(
    (record) => record.kind === 'step' && record.setting.tokensThroughLastLayer === 'first',
  );
  const remarks = [
    'The ratio is what counts. Both sides work with the same model on the same machine in turns, round by round, so what slows the machine slows both. Absolute times of a shared machine mean little, and those of two machines are never put together here.',
    'The 95% interval of a ratio of medians is that of a bootstrap over the rounds, drawn whole and the same of both sides (2,000 resamples between their 2.5% and 97.5% quantiles). It says what other rounds of the same run would give: of another run, another day or another machine it says nothing. Ours is called faster or slower where the interval is on one side of 1. The ratio of minima compares the fastest step of each side, the one that was disturbed least.',
    'Peak memory is the most that the whole process held at any time: runtime, libraries, weights and data included.',
    inBfloat16 &&
      'In bfloat16 the products with frozen weights take factors of 16 bits and are summed up in float32, on PyTorch’s side by torch.autocast; the rest of a step stays in float32. Both precisions of a case are of one run.',
    short &&
      'A classifier reads one token, an encoder’s first or a decoder’s last, so ours sends just that one through most of the last layer: the result is the same, the arithmetic less. The cases with every token compare the same arithmetic on both sides.',
    random.length > 0 &&
      `Random weights stand in for trained ones in ${format.listing(random)}. Time and memory depend on the shapes, not on the values; nothing is learned there.`,
  ];
  return {
    id: 'reading',
    title: 'What the numbers mean',
    folded: true,
    body: pageOnly(markup`<ul>
${remarks.map((remark) => remark && markup`<li>${remark}</li>\n`)}</ul>`),
  };
}

const hasRandomWeights = (record: BenchRecord) =>
  record.kind === 'step'
    ? record.setting.weights === 'random'
    : record.kind !== 'epoch' && record.kind !== 'losses';
