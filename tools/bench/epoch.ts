import type { RecordOf } from '@singlora/records';
import { mnli } from './cases.ts';
import { classifierSides } from './classifier.ts';
import type { BenchOptions } from './command.ts';
import { provenanceOf } from './record.ts';
import { inTurns, withSides } from './turns.ts';

/** The paddings on PyTorch's side; the first is the default of transformers' `run_glue`. The last pads least. */
const paddings = ['padded to 128', 'dynamic', 'length-grouped'] as const;

const [own, others] = [
  [
    { precision: 'float32', padding: 'as shipped' },
    { precision: 'bfloat16', padding: 'as shipped' },
  ],
  [
    ...paddings.map((padding) => ({ precision: 'float32' as const, padding })),
    { precision: 'bfloat16', padding: paddings[2] },
  ],
] as const;

/** Times one epoch on real rows: ours as shipped, and PyTorch with each padding, alternately. */
export function benchEpoch(
  name: string,
  asked: BenchOptions & { readonly rows?: number | undefined },
  folder: string,
): Promise<RecordOf<'epoch'>> {
  const { rounds = 1, rows = asked.tiny ? 64 : undefined } = asked;
  const sides = classifierSides({ ...mnli, rows, folder }, own, others);
  return withSides(sides, asked, async (started, { ready }) => {
    const { rows: trained = 0, realTokens = 0, data = '' } = ready;
    const measured = await inTurns(started, rounds, ({ padding }) => ({ epoch: padding }));
    const { model, batch, method, rank, alpha } = mnli;
    const id = rows === undefined ? name : `${name}-${rows}`;
    return {
      kind: 'epoch',
      case: id,
      title: `One epoch of MNLI, ${trained} rows`,
      command: `npx nx run tools:bench --case=${name}${rows === undefined ? '' : ` --rows=${rows}`}`,
      ...provenanceOf(started),
      setting: { model, batch, method, rank, alpha, rows: trained, epochs: 1, data },
      cases: [{ case: id, measured: measured.map((one) => ({ ...one, realTokens })) }],
    };
  });
}
