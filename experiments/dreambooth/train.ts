import { join } from 'node:path';
import { writeFileAtomic } from '@singlora/core/formats';
import {
  denoising,
  encodePictures,
  classPrompt,
  type NamedPicture,
  type Painter,
} from '@singlora/dreambooth';
import {
  validationMetric,
  type DreamBoothRunConfig,
  type DreamBoothScoreName,
} from '@singlora/records';
import type { Context } from '@singlora/runner';
import { randomStream } from '@singlora/runtime';
import type { Run } from '@singlora/tracking';
import type { Trained, TrainResult } from '@singlora/training';
import { stepNumbers } from '../training/step-numbers.ts';
import { trainRecorded } from '../training/train-recorded.ts';
import { classPictures } from './class-pictures.ts';
import { keepLast } from './keep-last.ts';
import { drawPrompts, sheetOf } from './pictures.ts';
import type { Pupil } from './pupil.ts';
import { dreamBoothTraining } from './run-config.ts';
import { validationScores } from './score.ts';
import type { KnownSubject } from './known-subject.ts';
import { promptOf, type Studio } from './studio.ts';

export interface SubjectJob {
  readonly studio: Studio;
  readonly known: KnownSubject;
  readonly config: DreamBoothRunConfig;
  readonly run: Run;
  readonly context: Context;
}

/** Trains a pupil on the subject; the caller owns the returned state. */
export async function teach(
  job: SubjectJob,
  { pupil, painter }: { pupil: Pupil; painter: Painter },
  training: NonNullable<DreamBoothRunConfig['training']>,
): Promise<TrainResult> {
  const { studio, config, run, context } = job;
  const task = denoising({
    model: pupil.denoiser,
    scheduler: studio.pipeline.scheduler,
    shape: studio.shape,
    ...(await examplesOf(job, training)),
    ...(training.minSnrGamma !== null && { minSnrGamma: training.minSnrGamma }),
  });
  const validator = training.validateEvery === null ? undefined : validatorOf(job, pupil, painter);
  return trainRecorded({
    task: { ...task, ...(validator && { evaluate: validator }) },
    trainable: pupil.trainable,
    recordings: studio.recordings,
    config: dreamBoothTraining(config.seed, training),
    run,
    context,
    numbersOf: stepNumbers,
    onEvaluate({ step, scores }) {
      const named = Object.entries(scores).map(
        ([name, score]) => [validationMetric(name as DreamBoothScoreName), score] as const,
      );
      run.log(step, Object.fromEntries(named));
    },
  });
}

/** The subject's pictures as latents with their prompt, and with prior preservation also those of its class. */
async function examplesOf(
  { studio, known, config, context }: SubjectJob,
  { prior }: NonNullable<DreamBoothRunConfig['training']>,
) {
  const { className, instances } = known.subject;
  const encoded = async (pictures: readonly NamedPicture[], prompt: string, name: string) => {
    const [text] = (await studio.prompts.of([prompt])) as [Float32Array];
    const latents = await encodePictures({
      count: pictures.length,
      pictureAt: (i) => (pictures[i] as NamedPicture).picture,
      codec: studio.codec,
      random: randomStream(config.seed, 'latents', name),
      batchSize: studio.drawBatch,
      signal: context.signal,
    });
    return latents.map((own, i) => ({
      latents: own,
      text,
      name: (pictures[i] as NamedPicture).name,
    }));
  };
  const examples = await encoded(instances, promptOf(known, config.identifier), 'subject');
  if (prior === null) return { examples };
  const pictures = await classPictures(studio, className, prior.pictures, config, context);
  return {
    examples,
    prior: {
      examples: await encoded(pictures, classPrompt(className), 'class'),
      weight: prior.weight,
    },
  };
}

/** Draws and scores a picture of each prompt during training, and keeps the last few adapters. */
function validatorOf(
  { studio, known, config, run, context }: SubjectJob,
  pupil: Pupil,
  painter: Painter,
) {
  return async ({ parameters, u }: Trained, signal = context.signal, step = 0) => {
    const pictures = await drawPrompts({
      studio,
      known,
      config,
      painter,
      parameters,
      u,
      signal,
    });
    const name = `step-${String(step).padStart(6, '0')}`;
    // For watching the training; records keep the final pictures.
    await writeFileAtomic(join(run.folder, 'validation', `${name}.webp`), await sheetOf(pictures));
    if (studio.keepAdapters > 0) {
      const folder = join(run.folder, 'validation');
      await pupil.save(join(folder, name), parameters, u);
      await keepLast(folder, studio.keepAdapters);
    }
    return { ...(await validationScores(pictures, known, studio)) };
  };
}
