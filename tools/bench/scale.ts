// How step time and memory grow with width, depth, length, batch and rank.
//
//     nx run tools:scale
import { join } from 'node:path';
import { axes, type Axis, type RecordOf } from '@singlora/records';
import { stepGflop, type TransformerConfig } from './arithmetic.ts';
import { configOf, peakAsked, standard } from './cases.ts';
import { classifierSides, writeRandomModel } from './classifier.ts';
import { caseFlag, runCommand, some, usualOptions } from './command.ts';
import { provenanceOf } from './record.ts';
import { threads } from './side.ts';
import { inTurns, withSides, type Started } from './turns.ts';

const base = { width: 384, depth: 6, length: 48, batch: 32, rank: 8 };
const sizes: Readonly<Record<Axis, readonly number[]>> = {
  width: [128, 192, 256, 384, 512, 768],
  depth: [2, 3, 4, 6, 8, 12],
  length: [16, 32, 48, 64, 96, 128, 192],
  batch: [4, 8, 16, 32, 64],
  rank: [2, 4, 8, 16, 32, 64],
};

/** MiniLM-L6 with a small vocabulary, whose rows only cost memory. */
const minilm = configOf<TransformerConfig>('minilm-l6-shape');
const modelOf = ({ width, depth }: typeof base) => ({
  ...minilm,
  hidden_size: width,
  num_hidden_layers: depth,
  num_attention_heads: width / 32,
  intermediate_size: 4 * width,
});

/** One point in its own process: peak memory never falls. */
async function measured<Result>(
  size: typeof base,
  folder: string,
  ask: (lab: Started) => Promise<Result>,
): Promise<Result> {
  const model = await writeRandomModel(join(folder, 'model'), modelOf(size));
  const { length, batch, rank } = size;
  const job = { ...standard, model, length, batch, rank, alpha: rank, folder };
  const sides = classifierSides(job, [{ precision: 'float32' }]);
  return withSides(sides, { alone: true, python: '' }, async (_, lab) => {
    await lab.worker.ask({ steps: 3 }); // start-up, not counted
    return ask(lab);
  });
}

await runCommand({
  about: 'Times six training steps of encoders of random weights, one size varied at a time.',
  options: { tiny: usualOptions.tiny, case: some(axes) },
  async *measure({ tiny, case: chosen }, folder) {
    const { peak, provenance } = await measured({ ...base, depth: 1 }, folder, async (lab) => ({
      peak: await lab.worker.ask<{ gflops: number }>({ peak: peakAsked(tiny) }),
      provenance: provenanceOf([lab]),
    }));
    yield `Large matrix products: ${peak.gflops.toFixed(0)} GFLOP/s`;
    const cases: RecordOf<'scale'>['cases'] = [];
    for (const axis of chosen)
      for (const value of sizes[axis].slice(0, tiny ? 1 : undefined)) {
        const size = { ...base, ...(tiny && { width: 64, depth: 2, batch: 2 }), [axis]: value };
        const name = `${axis} ${value}`;
        yield name;
        const times = await measured(size, folder, (lab) =>
          inTurns([lab], 1, () => ({ steps: 6 })),
        );
        const gflop = stepGflop(modelOf(size), { ...standard, ...size });
        cases.push({
          case: name,
          size: { ...size, axis },
          measured: times.map((one) => ({ ...one, gflop })),
        });
      }
    yield {
      kind: 'scale',
      case: 'scale',
      title: 'Scale',
      command: `npx nx run tools:scale${caseFlag(chosen, axes)}`,
      ...provenance,
      setting: {
        model: 'BERT of random weights, inner width 4 × width, heads of 32',
        method: 'lora',
        threads,
        base,
      },
      peakGflops: { float32: peak.gflops },
      cases,
    };
  },
});
