// One side of the benchmarks: this project, through the functions its experiments use.
//
//     tools/launch.mjs tools/bench/lab-worker.ts '{"model": …, "method": "lora", "batch": 32, …}'
//
// Speaks with its driver in lines of JSON, as torch_worker.py does: says that it is ready (`Ready`),
// then answers `{"steps": n}`, `{"epoch": true}` or `{"peak": rounds}`.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resolveCheckpoint } from '@singlora/hub';
import { loadSequenceClassifier, type SequenceClassifier } from '@singlora/models';
import { memoryUse, randomStream, startBackend } from '@singlora/runtime';
import { captureEnvironment } from '@singlora/tracking';
import {
  classification as objective,
  disposeState,
  evaluate,
  planEpoch,
  sequenceClassification,
  threadsPerHalf,
  train,
  type Example,
  type TrainingConfig,
} from '@singlora/training';
import { commandsOf } from './commands.ts';
import { peakGflops } from './peak.ts';
import { adapterOn, realExamples, step } from './training.ts';
import type { LabJob, PeakAnswer, Ready } from './sides.ts';
import type { Answer } from './turns.ts';

interface Command {
  readonly steps?: number;
  readonly epoch?: boolean;
  /** rounds */
  readonly peak?: number;
}

const job = JSON.parse(process.argv[2] ?? '') as LabJob;
const nextCommand = commandsOf<Command>();
const say = (message: Ready | Answer | PeakAnswer) =>
  process.stdout.write(`${JSON.stringify(message)}\n`);

const backend = await startBackend({ threadsPerOperation: threadsPerHalf });
const assets = await resolveCheckpoint(job.model);
const loaded = await loadSequenceClassifier(assets, {
  outputs: 3,
  random: randomStream(0, 'head'),
  precision: job.precision,
  ...(job.dropout === 'off' && { dropout: 0 }),
});
const everyToken = job.tokensThroughLastLayer === 'all';
const model: SequenceClassifier = {
  ...loaded,
  logits: (batch, pass) => loaded.logits(batch, { ...pass, everyToken }),
};
const adapter = adapterOn(model, job);
const config: TrainingConfig = {
  ...step,
  epochs: 1,
  batchSize: job.batch,
  schedule: 'linear',
};

const taskOf = (train: readonly Example[]) => sequenceClassification({ model, objective, train });

const sayPeak = (rounds: number) => say({ peakGflops: peakGflops(job.precision, rounds) });

/** Rows of random tokens, all of the job's length. */
function randomExamples(count: number): Example[] {
  const random = randomStream(0, 'tokens');
  const from = (value: () => number) => Int32Array.from({ length: job.length }, value);
  return Array.from({ length: count }, () => ({
    ids: from(() => 10 + random.integer(model.config.vocabularySize - 10)),
    typeIds: from(() => 0),
    label: random.integer(3),
  }));
}

/** Trains for as long as the driver asks for steps. */
async function serveSteps(): Promise<void> {
  let milliseconds: number[] = [];
  let remaining = (await nextCommand()).steps ?? 0;
  const stop = new AbortController();
  const answer = async () => {
    const { peakRssBytes } = memoryUse();
    say({ milliseconds, peakRssBytes });
    milliseconds = [];
    const command = await nextCommand();
    if (command.peak !== undefined) sayPeak(command.peak);
    remaining = command.steps ?? 0;
    if (remaining === 0) stop.abort();
  };
  const { state } = await train({
    task: taskOf(randomExamples(job.batch)),
    trainable: adapter,
    signal: stop.signal,
    config: { ...config, epochs: 1_000_000 },
    onStep: async ({ seconds }) => {
      milliseconds.push(seconds * 1000);
      remaining -= 1;
      if (remaining === 0) await answer();
    },
  });
  disposeState(state);
}

/** Evaluates as many batches as the driver asks for, and one before that is not counted. */
async function serveForward(): Promise<void> {
  for (;;) {
    const asked = await nextCommand();
    if (asked.peak !== undefined) {
      sayPeak(asked.peak);
      continue;
    }
    const times: number[] = [];
    await evaluate({
      model,
      trainable: adapter,
      objective,
      parameters: adapter.parameters,
      u: 1,
      batchSize: job.batch,
      examples: randomExamples(job.batch * ((asked.steps ?? 1) + 1)),
      onProgress: () => times.push(performance.now()),
    });
    const milliseconds = times.slice(1).map((time, i) => time - (times[i] ?? NaN));
    say({ milliseconds, peakRssBytes: memoryUse().peakRssBytes });
  }
}

/** Trains one epoch of real rows each time the driver asks. */
async function serveEpochs(examples: readonly Example[]): Promise<void> {
  const lengths = examples.map(({ ids }) => ids.length);
  const { maxPositions } = model.config;
  const plan = planEpoch(lengths, { batchSize: job.batch, maxPositions, seed: 0, epoch: 0 });
  const tokens = plan.reduce((sum, { length }) => sum + job.batch * length, 0);
  for (;;) {
    await nextCommand();
    const started = performance.now();
    const { state, steps } = await train({ task: taskOf(examples), trainable: adapter, config });
    const milliseconds = [performance.now() - started];
    disposeState(state);
    say({ milliseconds, steps, tokens, peakRssBytes: memoryUse().peakRssBytes });
  }
}

/** The task's first rows, and for the other side a file of their tokens. */
async function rowsOf(task: 'mnli') {
  const { rows, maxLength = 128 } = job;
  const { examples, data } = await realExamples(task, assets, { rows, maxLength });
  const path = join(job.folder, 'tokens.json');
  await writeFile(
    path,
    JSON.stringify(examples.map(({ ids, typeIds, label }) => [[...ids], [...typeIds], label])),
  );
  const realTokens = examples.reduce((sum, { ids }) => sum + ids.length, 0);
  return { examples, said: { tokens: path, data, rows: examples.length, realTokens } };
}

const real = job.task === undefined ? undefined : await rowsOf(job.task);
say({
  ready: backend.description,
  environment: await captureEnvironment({ backend: backend.description }),
  folder: dirname(assets.files['config.json']?.path ?? ''),
  targets: model.defaultTargets,
  head: model.modulesToSave,
  ...real?.said,
});
if (real) await serveEpochs(real.examples);
else if (job.pass === 'forward') await serveForward();
else await serveSteps();
process.exit(0);
