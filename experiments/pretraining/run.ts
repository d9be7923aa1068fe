import { join } from 'node:path';
import {
  denoising,
  initialUNet,
  linearCodec,
  saveSmallModel,
  type LatentCodec,
  type LinearCodecWeights,
  type TextModel,
} from '@singlora/dreambooth';
import { parseSchedulerConfig, type SchedulerConfig, type UNet } from '@singlora/models';
import { checkpointFiles, type Assets } from '@singlora/hub';
import {
  samplesFile,
  type PretrainingRunConfig,
  type PretrainingSummary,
  type WholeModelSummary,
} from '@singlora/records';
import { orInterrupted, type Context, type Outcome } from '@singlora/runner';
import type { Run } from '@singlora/tracking';
import { wholeModel, type Trained } from '@singlora/training';
import { trainWholeModel } from '../training/train-whole-model.ts';
import { wholeModelConfig } from '../training/training-config.ts';
import { codecOf, dataOf, type PretrainingData } from './data.ts';
import { drawSamples, seenIn, samplesSheet, type DrawnSample } from './samples.ts';

interface PretrainingJob {
  readonly config: PretrainingRunConfig;
  readonly texts: TextModel;
  readonly assets: Assets;
  /** steps */
  readonly evaluateEvery: number;
  /** the number of scenes in which each class is drawn for the sample pictures */
  readonly sampleScenes: number;
  /** how many pictures of each class and scene the judge classifies at the end */
  readonly judgedEach: number;
  readonly run: Run;
  readonly context: Context;
}

interface Parts extends PretrainingData {
  readonly model: UNet;
  readonly codec: LatentCodec;
  readonly fitted: LinearCodecWeights;
  readonly scheduler: SchedulerConfig;
}

/** Renders pictures, trains a denoiser on them from scratch, and saves its averaged weights. */
export const runPretraining = (job: PretrainingJob): Promise<Outcome> =>
  orInterrupted(job.context.signal, () => renderAndTrain(job));

async function renderAndTrain(job: PretrainingJob): Promise<Outcome> {
  const { config, texts, context } = job;
  const where = "The run's scheduler";
  const scheduler = parseSchedulerConfig(Buffer.from(JSON.stringify(config.scheduler)), where);
  const model = initialUNet(config.unet, config.seed);
  const fitted = codecOf(config);
  const codec = linearCodec(fitted);
  try {
    const data = await dataOf(config, codec, texts, context);
    return await trainAndSave(job, { model, codec, fitted, scheduler, ...data });
  } finally {
    model.dispose();
    codec.dispose();
  }
}

async function trainAndSave(job: PretrainingJob, parts: Parts): Promise<Outcome> {
  const { config, assets, evaluateEvery, sampleScenes, run, context } = job;
  const { model, fitted } = parts;
  const task = taskOf(config, parts);
  const trainable = wholeModel(model);
  let samples: readonly DrawnSample[] = [];
  const draw = (weights: Trained['parameters'], seed: number, signal = context.signal) =>
    drawSamples({ ...job, ...config, ...parts, sampleScenes, weights, signal }, seed);
  /** Computes the dev loss; also draws sample pictures. */
  const evaluate = async (trained: Trained, signal = context.signal) => {
    const scores = await task.evaluate?.(trained, signal);
    samples = await draw(trained.parameters, 0, signal);
    await run.artifact(samplesFile, await samplesSheet(samples));
    return { ...scores };
  };
  const trained = {
    task: { ...task, evaluate },
    trainable,
    run,
    context,
    config: wholeModelConfig(config, evaluateEvery),
  };
  return trainWholeModel(trained, async (weights) => {
    const { loss: devLoss = NaN } = await evaluate({ trainable, parameters: weights, u: 1 });
    const judged = [...samples];
    for (let seed = 1; seed < job.judgedEach; seed++) judged.push(...(await draw(weights, seed)));
    await saveSmallModel(join(run.folder, 'model'), {
      unet: model,
      weights,
      schedulerConfig: config.scheduler,
      codec: fitted,
      textEncoder: {
        model: assets.id,
        sha256: checkpointFiles(assets).weights.sha256,
        tokens: config.tokens,
      },
    });
    const summary: Omit<PretrainingSummary, keyof WholeModelSummary> = {
      parameters: model.parameterCount,
      devLoss,
      ...(await seenIn(judged)),
    };
    return { ...summary };
  });
}

function taskOf(
  { size, tokens, dropText }: PretrainingRunConfig,
  { model, codec, scheduler, examples, dev, noText }: Parts,
) {
  const side = size / codec.factor;
  return denoising({
    model,
    scheduler,
    shape: { latents: [side, side, codec.channels], text: [tokens, noText.length / tokens] },
    examples,
    dropping: { probability: dropText, text: noText },
    dev,
  });
}
