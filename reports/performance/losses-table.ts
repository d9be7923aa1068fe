import { column, format, methodTitle, numbers, table, type Table } from '@singlora/reporting';
import { lossesBeside, type LossesBeside, type LossesRecord } from '@singlora/records';

/** Every side's losses, and how far they are from ours in the first precision. */
export function lossesTable(record: LossesRecord): Table {
  const { model, method, rank, batch, steps, rate, rows, seed } = record.setting;
  const sides = lossesBeside(record);
  const reference = sides[0]?.side;
  return table(
    `${format.plural(steps, 'step')} of ${model}, ${methodTitle(method)} r ${format.setting(rank)}, on ${format.plural(rows, 'row')} of MNLI, batch ${format.count(batch)}, rate ${format.setting(rate)}, no dropout, seed ${seed}: every side starts from the same adapter and head and trains on the same batches in the same order.`,
    sides,
    [
      column('Side', ({ side }) => side.name),
      column('Precision', ({ side }) => side.precision),
      ...(sides[0]?.means ?? []).map(({ from, to }, i) =>
        numbers<LossesBeside>([`Steps ${from}–${to}`, 'mean loss'], ({ means }) =>
          format.fixed(means[i]?.mean, 5),
        ),
      ),
      numbers(['Largest', 'difference of a step’s loss'], ({ side, largest }) =>
        side === reference ? undefined : format.significant(largest),
      ),
      numbers(['Root mean square', 'of the differences'], ({ side, rms }) =>
        side === reference ? undefined : format.significant(rms),
      ),
    ],
    {
      kind: ({ side }) => side === reference && 'reference',
      notes: [
        reference &&
          `Differences are from ${reference.name} in ${reference.precision}, step by step.`,
      ],
    },
  );
}
