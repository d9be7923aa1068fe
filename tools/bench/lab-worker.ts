// One side of the benchmarks: this project, through the functions its experiments use.
//
//     tools/launch.mjs tools/bench/lab-worker.ts '{"model": …, "method": "lora", "batch": 32, …}'
//
// Answers `{"steps": n}`, `{"epoch": true}` and `{"peak": rounds}`, as torch_worker.py does the first two.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resolveCheckpoint } from '@singlora/hub';
import { loadSequenceClassifier, type SequenceClassifier } from '@singlora/models';
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
import { serve } from './commands.ts';
import { peakGflops } from './peak.ts';
import { adapterOn, realExamples, step } from './training.ts';
import type { LabJob } from './sides.ts';
import type { Answer } from './turns.ts';

interface Command {
  readonly steps?: number;
  readonly epoch?: boolean;
  /** rounds */
  readonly peak?: number;
}

const job = JSON.parse(process.argv[2] ?? '') as LabJob;

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

type Answering = (command: Command) => Promise<Answer>;

/** Trains as many steps as are asked for, and waits in between. */
function answerSteps(): Answering {
  let milliseconds: number[] = [];
  let wanted = 0;
  let tell: (answer: Answer) => void;
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

/** Evaluates as many batches as are asked for, and one before that is not counted. */
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

/** Trains one epoch of real rows each time. */
function answerEpochs(examples: readonly Example[]): Answering {
  const lengths = examples.map(({ ids }) => ids.length);
  const { maxPositions } = model.config;
  const plan = planEpoch(lengths, { batchSize: job.batch, maxPositions, seed: 0, epoch: 0 });
  const tokens = plan.reduce((sum, { length }) => sum + job.batch * length, 0);
  return async () => {
    const started = performance.now();
    const { state, steps } = await train({ task: taskOf(examples), trainable: adapter, config });
    const milliseconds = [performance.now() - started];
    disposeState(state);
    return { milliseconds, steps, tokens, peakRssBytes: memoryUse().peakRssBytes };
  };
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
const answerTimes = real
  ? answerEpochs(real.examples)
  : job.pass === 'forward'
    ? answerForward
    : answerSteps();
await serve(
  backend.description,
  (command: Command) =>
    command.peak === undefined
      ? answerTimes(command)
      : { peakGflops: peakGflops(job.precision, command.peak) },
  {
    folder: dirname(assets.files['config.json']?.path ?? ''),
    targets: model.defaultTargets,
    head: model.modulesToSave,
    ...real?.said,
  },
);
