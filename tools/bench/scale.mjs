#!/usr/bin/env node
// How step time and memory grow with width, depth, length, batch and rank.
//
//     nx run tools:scale
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepGflop } from './arithmetic.mjs';
import { encoderConfig } from './encoder-config.mjs';
import { readOptions } from './options.mjs';
import { median, provenance, writeRecord } from './record.mjs';
import { startLab } from './sides.mjs';

const usage = `Times training steps of encoders of random weights, one size varied at a time.

  --axis NAME   width, depth, length, batch or rank, or several with commas between (default: all)
  --steps N     steps a point (default 6)
  --help        this text

The result goes to runs/bench/scale.json (or SINGLORA_BENCH), and from there to the report's performance page.`;

/** MiniLM-L6's shape with a small vocabulary, whose rows cost memory only. */
const base = { width: 384, depth: 6, length: 48, batch: 32, rank: 8 };
const axes = {
  width: [128, 192, 256, 384, 512, 768],
  depth: [2, 3, 4, 6, 8, 12],
  length: [16, 32, 48, 64, 96, 128, 192],
  batch: [4, 8, 16, 32, 64],
  rank: [2, 4, 8, 16, 32, 64],
};
const threads = availableParallelism();

/** One point in a process of its own: peak memory never falls. */
async function measure(job, ask) {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-scale-'));
  const worker = startLab({ ...job, folder, threads });
  try {
    const ready = await worker.next();
    await worker.ask({ steps: 3 }); // start-up, not counted
    return { ...ready, ...(await worker.ask(ask)) };
  } finally {
    worker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function jobOf({ width, depth, length, batch, rank }) {
  const inner = 4 * width;
  const sizes = { width, depth, heads: width / 32, inner, vocabulary: 2000, positions: 512 };
  const model = { config: encoderConfig({ modelType: 'bert', ...sizes }) };
  return { model, method: 'lora', batch, length, rank, alpha: rank, pass: 'train', dropout: 'off' };
}

async function run() {
  const { peakGflops, environment } = await measure(jobOf({ ...base, depth: 1 }), { peak: true });
  console.log(`Large matrix products: ${peakGflops.toFixed(0)} GFLOP/s`);
  const points = [];
  for (const axis of chosen) {
    for (const size of axes[axis]) {
      const shape = { ...base, [axis]: size };
      const { milliseconds, peakRssBytes } = await measure(jobOf(shape), { steps });
      const gflop = stepGflop({ ...shape, inner: 4 * shape.width });
      points.push({ axis, ...shape, milliseconds, peakRssBytes, gflop });
      const share = (gflop / (median(milliseconds) / 1000) / peakGflops) * 100;
      console.log(
        `${axis.padEnd(7)}${String(size).padStart(5)}  ${median(milliseconds).toFixed(0).padStart(6)} ms  ` +
          `${(peakRssBytes / 2 ** 20).toFixed(0).padStart(5)} MiB  ${gflop.toFixed(1).padStart(6)} GFLOP  ` +
          `${share.toFixed(0)} % of that`,
      );
    }
  }
  const model = 'BERT of random weights, inner width 4 × width, heads of 32';
  const partial = chosen.length < Object.keys(axes).length ? ` --axis=${chosen.join(',')}` : '';
  const path = writeRecord({
    kind: 'scale',
    case: 'scale',
    title: 'Scale',
    command: `npx nx run tools:scale${partial}`,
    ...provenance(environment),
    setting: { model, method: 'lora', threads, base },
    peakGflops,
    points,
  });
  console.log(`Written to ${path}`);
}

const {
  help,
  chosen,
  steps = 6,
} = readOptions({
  usage,
  numbers: ['steps'],
  choice: { name: 'axis', known: Object.keys(axes) },
});
if (help) console.log(usage);
else {
  await run().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
