// How step time and memory grow with width, depth, length, batch and rank.
//
//     nx run tools:scale
import type { Axis, RecordOf } from '@singlora/records';
import { stepGflop } from './arithmetic.ts';
import { peakRounds } from './cases.ts';
import { encoderConfig } from './encoder-config.ts';
import { runCommand } from './command.ts';
import { provenanceOf } from './record.ts';
import { withJobSides, type ComparedJob } from './job-sides.ts';
import type { PeakAnswer } from './sides.ts';
import { inTurns, threads, type Started } from './turns.ts';

/** MiniLM-L6's shape with a small vocabulary, whose rows cost memory only. */
const base = { width: 384, depth: 6, length: 48, batch: 32, rank: 8 };
const axes: Readonly<Record<Axis, readonly number[]>> = {
  width: [128, 192, 256, 384, 512, 768],
  depth: [2, 3, 4, 6, 8, 12],
  length: [16, 32, 48, 64, 96, 128, 192],
  batch: [4, 8, 16, 32, 64],
  rank: [2, 4, 8, 16, 32, 64],
};

/** One point in a process of its own: peak memory never falls. */
const measure = <Result>(job: ComparedJob, ask: (lab: Started) => Promise<Result>) =>
  withJobSides(job, { ours: [{ precision: 'float32' }] }, async (_, lab) => {
    await lab.worker.ask({ steps: 3 }); // start-up, not counted
    return ask(lab);
  });

function jobOf({ width, depth, length, batch, rank }: typeof base): ComparedJob {
  const inner = 4 * width;
  const config = encoderConfig({
    modelType: 'bert',
    width,
    depth,
    heads: width / 32,
    inner,
    vocabulary: 2000,
    positions: 512,
  });
  const size = { batch, length, rank, alpha: rank };
  return { ...size, model: { config }, method: 'lora', pass: 'train', dropout: 'off' };
}

const names = Object.keys(axes);

await runCommand({
  about: 'Times six training steps of encoders of random weights, one size varied at a time.',
  choices: { axis: names },
  counts: ['steps'],
  hasTiny: true,
  async *measure({ chosen, tiny, steps = 6 }) {
    const { peakGflops, ...provenance } = await measure(
      jobOf({ ...base, depth: 1 }),
      async (lab) => ({
        ...(await lab.worker.ask<PeakAnswer>({ peak: peakRounds(tiny) })),
        ...provenanceOf([lab]),
      }),
    );
    yield `Large matrix products: ${peakGflops.toFixed(0)} GFLOP/s`;
    const cases: RecordOf<'scale'>['cases'] = [];
    for (const axis of chosen('axis') as readonly Axis[])
      for (const size of axes[axis].slice(0, tiny ? 1 : undefined)) {
        const shape = { ...base, ...(tiny && { width: 64, depth: 2, batch: 2 }), [axis]: size };
        yield `${axis} ${size}`;
        const measured = await measure(jobOf(shape), (lab) => inTurns([lab], 1, () => ({ steps })));
        const gflop = stepGflop({ ...shape, inner: 4 * shape.width });
        cases.push({
          case: `${axis} ${size}`,
          size: { ...shape, axis },
          measured: measured.map((one) => ({ ...one, gflop })),
        });
      }
    const isPartial = chosen('axis').length < names.length;
    yield {
      kind: 'scale',
      case: 'scale',
      title: 'Scale',
      command: `npx nx run tools:scale${isPartial ? ` --axis=${chosen('axis').join(',')}` : ''}`,
      ...provenance,
      setting: {
        model: 'BERT of random weights, inner width 4 × width, heads of 32',
        method: 'lora',
        threads,
        base,
      },
      peakGflops: { float32: peakGflops },
      cases,
    };
  },
});
