// Our side of the benchmarks of classifiers, through the functions that experiments use.
//
//     tools/launch.mjs tools/bench/classifier-side.ts '{"model": …, "method": "lora", "batch": 32, …}'
//
// Answers `{"steps": n}` and `{"epoch": …}` as torch_classifier.py does, and `{"peak": {"rounds": n, "widths": […]}}`.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createAdapter, parseAdapterConfig } from '@singlora/core';
import { loadRows, templates, tokenizeRows } from '@singlora/glue';
import { checkpointFiles, loadTokenizer, resolveCheckpoint } from '@singlora/hub';
import { loadSequenceClassifier, type SequenceClassifier } from '@singlora/models';
import { tasks, type Precision, type TaskName } from '@singlora/records';
import { memoryUse, randomStream, startBackend } from '@singlora/runtime';
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
import type { PeakAsked } from './cases.ts';
import type { ClassifierJob } from './classifier.ts';
import { peakGflops } from './peak.ts';
import { jobGiven, serve } from './serve.ts';
import type { TimedSide } from './turns.ts';

interface Command {
  readonly steps?: number;
  readonly epoch?: string;
  readonly peak?: PeakAsked;
}

const job = jobGiven<ClassifierJob & { readonly precision: Precision; readonly rate: number }>();
const seed = 0;

const backend = await startBackend({ threadsPerOperation: threadsPerHalf });
const assets = await resolveCheckpoint(job.model);
const loaded = await loadSequenceClassifier(assets, {
  outputs: 3,
  random: randomStream(seed, 'head'),
  precision: job.precision,
  ...(job.dropout === 'off' && { dropout: 0 }),
});
const everyToken = job.tokensThroughLastLayer === 'all';
const model: SequenceClassifier = {
  ...loaded,
  logits: (batch, pass) => loaded.logits(batch, { ...pass, everyToken }),
};
const adapter = createAdapter(
  model.slots,
  parseAdapterConfig({ method: job.method, r: job.rank, lora_alpha: job.alpha }),
  randomStream(seed, 'adapter'),
  { targetModules: model.defaultTargets, modulesToSave: model.modulesToSave },
);
const config: TrainingConfig = {
  epochs: 1,
  batchSize: job.batch,
  schedule: 'linear',
  warmupSteps: 0,
  maxGradNorm: 1,
  seed,
  optimiser: { learningRate: job.rate, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 },
};

const taskOf = (train: readonly Example[]) => sequenceClassification({ model, objective, train });

/** Rows of random tokens, all of the job's length. */
function randomExamples(count: number): Example[] {
  const random = randomStream(seed, 'tokens');
  const from = (value: () => number) => Int32Array.from({ length: job.length }, value);
  return Array.from({ length: count }, () => ({
    ids: from(() => 10 + random.integer(model.config.vocabularySize - 10)),
    typeIds: from(() => 0),
    label: random.integer(3),
  }));
}

type Answering = (command: Command) => Promise<TimedSide>;
type Real = Awaited<ReturnType<typeof rowsOf>>;

/** Trains the requested number of steps, and waits in between. */
function answerSteps(): Answering {
  let milliseconds: number[] = [];
  let wanted = 0;
  let tell: (answer: TimedSide) => void;
  let goOn: () => void = () => {
    void train({
      task: taskOf(randomExamples(job.batch)),
      trainable: adapter,
      config: { ...config, epochs: 1_000_000 },
      async onStep({ seconds }) {
        milliseconds.push(seconds * 1000);
        if (milliseconds.length < wanted) return;
        tell({ milliseconds, peakRssBytes: memoryUse().peakRssBytes });
        await new Promise<void>((resolve) => (goOn = resolve));
      },
    });
  };
  return ({ steps = 1 }) =>
    new Promise((resolve) => {
      [milliseconds, wanted, tell] = [[], steps, resolve];
      goOn();
    });
}

/** Evaluates the requested number of batches, after an uncounted one. */
const answerForward: Answering = async ({ steps = 1 }) => {
  const times: number[] = [];
  await evaluate({
    model,
    trainable: adapter,
    objective,
    parameters: adapter.parameters,
    u: 1,
    batchSize: job.batch,
    examples: randomExamples(job.batch * (steps + 1)),
    onProgress: () => times.push(performance.now()),
  });
  const milliseconds = times.slice(1).map((time, i) => time - (times[i] ?? NaN));
  return { milliseconds, peakRssBytes: memoryUse().peakRssBytes };
};

/** The task's first rows with the batches of our epoch; the rows are also in a file for the other side. */
async function rowsOf(task: TaskName) {
  const { rows, maxLength = 128 } = job;
  const { train: all, asset } = await loadRows(tasks[task], {});
  const tokenizer = await loadTokenizer(checkpointFiles(assets).tokenizer.path);
  const format = { template: templates.pair, maxLength };
  const { examples } = await tokenizeRows(all.slice(0, rows), tokenizer, format);
  const lengths = examples.map(({ ids }) => ids.length);
  const { maxPositions } = model.config;
  const plan = planEpoch(lengths, { batchSize: job.batch, maxPositions, seed, epoch: 0 });
  const tokens = join(job.folder, 'tokens.json');
  const written = examples.map(({ ids, typeIds, label }) => [[...ids], [...typeIds], label]);
  await writeFile(tokens, JSON.stringify(written));
  const realTokens = lengths.reduce((sum, length) => sum + length, 0);
  const data = `${asset.id}, revision ${asset.revision}`;
  const said = { tokens, data, rows: examples.length, realTokens };
  return { examples, plan, said };
}

const real = job.task && (await rowsOf(job.task));
const answerTurn = job.pass === 'forward' ? answerForward : answerSteps();

/** Trains one epoch on the real rows. */
async function answerEpoch({ examples, plan }: Real): Promise<TimedSide> {
  const started = performance.now();
  const { state, steps } = await train({ task: taskOf(examples), trainable: adapter, config });
  const milliseconds = [performance.now() - started];
  disposeState(state);
  const tokens = plan.reduce((sum, { length }) => sum + job.batch * length, 0);
  return { milliseconds, steps, tokens, peakRssBytes: memoryUse().peakRssBytes };
}

function answer(command: Command): object | Promise<object> {
  if (command.peak) return { gflops: peakGflops(job.precision, command.peak) };
  return real ? answerEpoch(real) : answerTurn(command);
}

await serve(backend.description, answer, {
  checkpoint: dirname(assets.files['config.json']?.path ?? ''),
  targets: model.defaultTargets,
  head: model.modulesToSave,
  ...real?.said,
});
