import { join } from 'node:path';
import {
  fitLinearCodec,
  initialJudge,
  judging,
  linearCodec,
  loadJudge,
  saveJudge,
  type Augmentation,
  type JudgeModel,
} from '@singlora/dreambooth';
import type { JudgeRunConfig, JudgeSummary, WholeModelSummary } from '@singlora/records';
import { orInterrupted, type Context, type Outcome } from '@singlora/runner';
import type { Run } from '@singlora/tracking';
import { wholeModel } from '@singlora/training';
import { trainWholeModel } from '../training/train-whole-model.ts';
import { wholeModelConfig } from '../training/training-config.ts';
import { judgingData, type JudgingData } from './data.ts';
import { judgeScores } from './scores.ts';

interface JudgingJob {
  readonly config: JudgeRunConfig;
  /** steps */
  readonly evaluateEvery: number;
  readonly run: Run;
  readonly context: Context;
}

interface Parts extends JudgingData {
  readonly model: JudgeModel;
  readonly augmentation: Augmentation;
}

/** The codec is fitted to the views of this many training subjects. */
const codecSubjects = 400;

/** Renders subjects, trains a judge on them from scratch, saves its averaged weights and scores it as saved. */
export const runJudging = (job: JudgingJob): Promise<Outcome> =>
  orInterrupted(job.context.signal, () => renderAndTrain(job));

async function renderAndTrain(job: JudgingJob): Promise<Outcome> {
  const { config, context } = job;
  const model = initialJudge(config.judge, config.seed);
  try {
    const data = await judgingData(config, model.config.imageSize, context);
    const some = data.subjects.slice(0, codecSubjects).flat();
    const codec = linearCodec(fitLinearCodec(some.map(({ picture }) => picture)));
    const augmentation = { codec, share: config.imperfectShare, noise: config.noise };
    try {
      return await trainAndSave(job, { model, augmentation, ...data });
    } finally {
      codec.dispose();
    }
  } finally {
    model.dispose();
  }
}

async function trainAndSave(job: JudgingJob, parts: Parts): Promise<Outcome> {
  const { config, evaluateEvery, run, context } = job;
  const { model, augmentation } = parts;
  const task = judging({ ...parts, temperature: config.temperature });
  const devLoss = async (of: JudgeModel, parameters: JudgeModel['weights']): Promise<number> => {
    const scores = await judging({
      ...parts,
      model: of,
      temperature: config.temperature,
    }).evaluate?.({ trainable: wholeModel(of), parameters, u: 1 }, context.signal);
    return scores?.['loss'] ?? NaN;
  };
  const trained = {
    task,
    trainable: wholeModel(model),
    run,
    context,
    config: wholeModelConfig(config, evaluateEvery),
  };
  return trainWholeModel(trained, async (weights) => {
    const folder = join(run.folder, 'judge');
    await saveJudge(folder, model, weights);
    const judge = await loadJudge(folder);
    try {
      const { network } = judge;
      const summary: Omit<JudgeSummary, keyof WholeModelSummary> = {
        parameters: model.parameterCount,
        devLoss: await devLoss(model, weights),
        savedDevLoss: await devLoss(network, network.weights),
      };
      const scores = await judgeScores(judge, parts.heldOut, {
        codec: augmentation.codec,
        deviation: config.scoredNoise,
        seed: config.seed,
        signal: context.signal,
      });
      return { ...summary, ...scores };
    } finally {
      judge.dispose();
    }
  });
}
