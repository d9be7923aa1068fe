import type { Precision, RecordOf } from '@singlora/records';
import { epochCase, paddings } from './cases.ts';
import { precisionOption, type Asked } from './command.ts';
import { withJobSides } from './job-sides.ts';
import { provenanceOf } from './record.ts';
import { inTurns } from './turns.ts';

/** How PyTorch's side makes batches: in float32 in each way, in bfloat16 in the one with the least padding. */
const ways: Readonly<Record<Precision, readonly (keyof typeof paddings)[]>> = {
  float32: ['padded', 'dynamic', 'grouped'],
  bfloat16: ['grouped'],
};

/** Times one epoch of real rows: ours as shipped, and PyTorch with each way to pad, in turns. */
export function benchEpoch(
  name: string,
  { tiny, rounds = 1, rows = tiny ? 64 : undefined, precisions, python, alone }: Asked,
): Promise<RecordOf<'epoch'>> {
  const job = { ...epochCase, ...(rows !== undefined && { rows }) };
  const ours = precisions.map((precision) => ({ precision, padding: 'as shipped' }));
  const others = precisions.flatMap((precision) =>
    ways[precision].map((way) => ({ precision, padding: paddings[way] })),
  );
  const processes = { ours, theirs: alone ? [] : others, python };
  return withJobSides(job, processes, async (sides, { ready }) => {
    const { rows: trained = 0, realTokens = 0, data = '' } = ready;
    const wayOf = (padding: string | undefined) =>
      Object.entries(paddings).find(([, title]) => title === padding)?.[0];
    const measured = await inTurns(sides, rounds, ({ padding }) => ({
      epoch: wayOf(padding) ?? true,
    }));
    const { model, batch, method, rank, alpha } = epochCase;
    const id = rows === undefined ? name : `${name}-${rows}`;
    return {
      kind: 'epoch',
      case: id,
      title: `One epoch of MNLI, ${trained} rows`,
      command: `npx nx run tools:bench --case=${name}${rows === undefined ? '' : ` --rows=${rows}`}${precisionOption(precisions)}`,
      ...provenanceOf(sides),
      setting: { model, batch, method, rank, alpha, rows: trained, epochs: 1, data },
      cases: [{ case: id, measured: measured.map((one) => ({ ...one, realTokens })) }],
    };
  });
}
