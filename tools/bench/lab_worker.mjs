// One side of the benchmarks: this project, through the functions its experiments use.
//
//     tools/launch.mjs tools/bench/lab_worker.mjs '{"model": …, "method": "lora", "batch": 32, …}'
//
// Speaks with its driver in lines of JSON, as torch_worker.py does: says `{"ready": …}`, then answers
// `{"steps": n}`, `{"epoch": true}` or `{"peak": true}`.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { compile } from '@singlora/compile';
import { createAdapter, parseAdapterConfig } from '@singlora/core';
import { loadRows, tasks, tokenizeRows } from '@singlora/glue';
import { checkpointFiles, loadTokenizer, resolveCheckpoint } from '@singlora/hub';
import { linear } from '@singlora/kernels';
import { loadSequenceClassifier } from '@singlora/models';
import { memoryUse, randomStream, startBackend } from '@singlora/runtime';
import { captureEnvironment } from '@singlora/tracking';
import { classification, disposeState, evaluate, planEpoch, train } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { writeRandomModel } from './random-model.mjs';

const job = JSON.parse(process.argv[2]);
const commands = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
/** The driver's next command; undefined when it has hung up. */
const nextCommand = async () => {
  const { value, done } = await commands.next();
  return done ? undefined : JSON.parse(value);
};

const backend = await startBackend();
const source =
  typeof job.model === 'string' ? job.model : await writeRandomModel(job.folder, job.model.config);
const assets = await resolveCheckpoint(source);
const model = await loadSequenceClassifier(assets, {
  outputs: 3,
  random: randomStream(0, 'head'),
  ...(job.dropout === 'off' && { dropout: 0 }),
});
const adapter = createAdapter(
  model.slots,
  parseAdapterConfig({ method: job.method, r: job.rank, lora_alpha: job.alpha }),
  randomStream(0, 'adapter'),
  { targetModules: model.defaultTargets, modulesToSave: model.modulesToSave },
);
const measured = {
  ...model,
  logits: (batch, pass) =>
    model.logits(batch, { ...pass, everyToken: job.tokensThroughLastLayer === 'all' }),
};
const objective = classification;
const config = {
  ...{
    epochs: 1,
    batchSize: job.batch,
    schedule: 'linear',
    warmupSteps: 0,
    maxGradNorm: 1,
    seed: 0,
  },
  optimizer: { learningRate: 1e-3, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 },
  ...(job.recompute && { recompute: true }),
  ...(job.microBatch && { microBatchSize: job.microBatch }),
};

/** Rows of random tokens, all of the job's length. */
function randomExamples(count) {
  const random = randomStream(0, 'tokens');
  const from = (f) => Int32Array.from({ length: job.length }, f);
  return Array.from({ length: count }, () => ({
    ids: from(() => 10 + random.integer(model.config.vocabularySize - 10)),
    typeIds: from(() => 0),
    label: random.integer(3),
  }));
}

/** The most that large matrix products reach here, in GFLOP/s, one at a time and two as in a step's halves. */
function peakGflops() {
  const normal = (...shape) => tf.randomNormal(shape);
  const product = (x, weight) =>
    linear(x, weight, undefined, [], { layout: 'in-out', frozen: true });
  const forms = [384, 768, 1024].flatMap((width) => {
    const [x, y, weight] = [normal(1024, width), normal(1024, width), normal(width, 4 * width)];
    const both = tf.concat([x, y]);
    const gflop = (2 * 2048 * width * 4 * width) / 1e9;
    return [
      { gflop, run: compile(() => [product(both, weight)]) },
      { gflop, run: compile(() => [product(x, weight), product(y, weight)]) },
    ];
  });
  let best = 0;
  for (let i = 0; i < 30; i++) {
    for (const { gflop, run } of forms) {
      const started = performance.now();
      tf.dispose(run());
      best = Math.max(best, gflop / ((performance.now() - started) / 1000));
    }
  }
  return best;
}

/** Trains for as long as the driver asks for steps. */
async function serveSteps() {
  let milliseconds = [];
  let remaining = (await nextCommand())?.steps ?? 0;
  const stop = new AbortController();
  const answer = async () => {
    say({ milliseconds, peakRssBytes: memoryUse().peakRssBytes });
    milliseconds = [];
    const command = await nextCommand();
    if (command?.peak) say({ peakGflops: peakGflops() });
    remaining = command?.steps ?? 0;
    if (remaining === 0) stop.abort();
  };
  const { state } = await train({
    ...{ model: measured, adapter, objective, signal: stop.signal },
    config: { ...config, epochs: 1_000_000, evaluateEvery: 1 },
    train: randomExamples(job.batch),
    onStep: ({ seconds }) => milliseconds.push(seconds * 1000),
    onEvaluate: async () => {
      remaining -= 1;
      if (remaining === 0) await answer();
    },
  });
  disposeState(state);
}

/** Evaluates as many batches as the driver asks for, and one before that is not counted. */
async function serveForward() {
  for (let asked = await nextCommand(); asked; asked = await nextCommand()) {
    const times = [];
    await evaluate({
      ...{ model: measured, adapter, objective, parameters: adapter.parameters, u: 1 },
      batchSize: job.batch,
      examples: randomExamples(job.batch * (asked.steps + 1)),
      onProgress: () => times.push(performance.now()),
    });
    const milliseconds = times.slice(1).map((time, i) => time - times[i]);
    say({ milliseconds, peakRssBytes: memoryUse().peakRssBytes });
  }
}

/** Trains one epoch of real rows each time the driver asks. */
async function serveEpochs(examples) {
  const lengths = examples.map(({ ids }) => ids.length);
  const { maxPositions } = model.config;
  const plan = planEpoch(lengths, { batchSize: job.batch, maxPositions, seed: 0, epoch: 0 });
  while (await nextCommand()) {
    const started = performance.now();
    const { state, steps } = await train({
      ...{ model: measured, adapter, objective, config },
      train: examples,
    });
    const seconds = (performance.now() - started) / 1000;
    disposeState(state);
    const tokens = plan.reduce((sum, { length }) => sum + job.batch * length, 0);
    say({ seconds, steps, tokens, peakRssBytes: memoryUse().peakRssBytes });
  }
}

async function realExamples() {
  const { train: rows, asset } = await loadRows(tasks[job.task], {});
  const tokenizer = await loadTokenizer(checkpointFiles(assets).tokenizer.path);
  const chosen = job.rows === undefined ? rows : rows.slice(0, job.rows);
  const examples = tokenizeRows(chosen, tokenizer, job.maxLength);
  const path = join(job.folder, 'tokens.json');
  await writeFile(
    path,
    JSON.stringify(examples.map(({ ids, typeIds, label }) => [[...ids], [...typeIds], label])),
  );
  return { examples, path, origin: `${asset.id}, ${asset.origin}` };
}

const environment = await captureEnvironment({ backend: backend.description });
const rows = job.task === undefined ? undefined : await realExamples();
say({
  ready: backend.description,
  environment,
  folder: dirname(assets.files['config.json'].path),
  targets: model.defaultTargets,
  head: model.modulesToSave,
  ...(rows && {
    tokens: rows.path,
    data: rows.origin,
    rows: rows.examples.length,
    realTokens: rows.examples.reduce((sum, { ids }) => sum + ids.length, 0),
  }),
});
if (rows) await serveEpochs(rows.examples);
else if (job.pass === 'forward') await serveForward();
else await serveSteps();
process.exit(0);
