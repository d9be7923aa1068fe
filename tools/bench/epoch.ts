import type { EpochRecord, Precision } from '@singlora/records';
import { epochCase, paddings } from './cases.ts';
import type { Asked } from './command.ts';
import { provenance } from './record.ts';
import type { EpochAnswer } from './sides.ts';
import { precisionOption } from './text.ts';
import { inTurns, otherName, withSides, type Started } from './turns.ts';

/** How PyTorch's side makes batches: in float32 in each way, in bfloat16 in the one with the least padding. */
const ways: Readonly<Record<Precision, readonly (keyof typeof paddings)[]>> = {
  float32: ['padded', 'dynamic', 'grouped'],
  bfloat16: ['grouped'],
};

/** Times one epoch of real rows: ours as shipped, and PyTorch with each way to pad, in turns. */
export async function benchEpoch(
  name: string,
  { tiny, rounds = 1, rows = tiny ? 64 : undefined, precisions, python, alone }: Asked,
): Promise<EpochRecord> {
  const job = { ...epochCase, ...(rows !== undefined && { rows }) };
  // A process for each padding: a process's peak of memory never falls.
  const others = alone
    ? []
    : precisions.flatMap((precision) => ways[precision].map((way) => ({ precision, way })));
  const processes = { labs: precisions, torches: others.map(({ precision }) => precision), python };
  return withSides(job, processes, async ({ labs, torches }) => {
    const { environment, rows: trained = 0, realTokens = 0, data = '' } = labs[0].ready;
    const side = (
      { worker, precision, ready: { ready: versions } }: Started<{ ready: string }>,
      epoch: string | true,
      title: string,
      padding: string,
    ) => ({
      worker,
      command: { epoch },
      seconds: [] as number[],
      counts: { steps: 0, tokens: 0, peakRssBytes: 0 },
      measured: { name: title, precision, padding, versions, realTokens },
    });
    const sides = [
      ...labs.map((lab) => side(lab, true, 'SingLoRA Lab', 'as shipped')),
      ...torches.map((torch, i) => {
        const { way = 'padded' } = others[i] ?? {};
        return side(torch, way, otherName(epochCase), paddings[way]);
      }),
    ];
    await inTurns<EpochAnswer, (typeof sides)[number]>(sides, rounds, (one, answer) => {
      const { seconds, ...counts } = answer;
      one.seconds.push(seconds);
      one.counts = counts;
    });
    const { model, batch, method, rank, alpha } = epochCase;
    return {
      kind: 'epoch',
      case: rows === undefined ? name : `${name}-${rows}`,
      title: `One epoch of MNLI, ${trained} rows`,
      command: `npx nx run tools:bench --case=${name}${rows === undefined ? '' : ` --rows=${rows}`}${precisionOption(precisions)}`,
      ...provenance(environment),
      setting: { model, batch, method, rank, alpha, rows: trained, epochs: 1, data },
      sides: sides.map(({ measured, seconds, counts }) => ({ ...measured, ...counts, seconds })),
    };
  });
}
