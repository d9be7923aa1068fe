import { frozen } from '@singlora/core';
import type { Pass } from '@singlora/models';
import { dreamBoothFiles, type DreamBoothSummary } from '@singlora/records';
import { orInterrupted, type Outcome } from '@singlora/runner';
import { memoryUse } from '@singlora/runtime';
import { disposeState, TrainingError } from '@singlora/training';
import { drawAll, firstOfEach, sheetOf } from './pictures.ts';
import { pupilOf, rampAfter, type Pupil } from './pupil.ts';
import { scoresOf } from './score.ts';
import { teach, type Job } from './train.ts';

/** What training took. */
type Taught = Pick<DreamBoothSummary, 'trainableParameters' | 'steps' | 'trainSeconds'>;

/** One run: a subject is learned by an adapter, by all of the denoiser or not at all, then drawn and scored. */
export const runDreamBooth = (job: Job): Promise<Outcome> =>
  orInterrupted(job.context.signal, async () => {
    const { studio, config } = job;
    if (config.training === null) {
      const pass = { apply: frozen(studio.denoiser.slots) };
      return drawAndScore(job, pass, { trainableParameters: 0, steps: 0, trainSeconds: 0 });
    }
    const pupil = pupilOf(studio, config);
    try {
      return await learn(job, pupil, config.training);
    } catch (error) {
      if (!(error instanceof TrainingError && error.code === 'TRAINING_DIVERGED')) throw error;
      job.context.log(`  ${error.message}`);
      const sizes = { trainableParameters: pupil.size, totalParameters: sizeOf(job) };
      return { status: 'finished', summary: { ...sizes, diverged: 1 } };
    } finally {
      pupil.dispose();
    }
  });

async function learn(
  job: Job,
  pupil: Pupil,
  training: NonNullable<Job['config']['training']>,
): Promise<Outcome> {
  const trained = await teach(job, pupil, training);
  const { steps, state } = trained;
  try {
    if (trained.outcome === 'interrupted') return { status: 'interrupted' };
    const u = rampAfter(pupil, steps, training.steps);
    await pupil.save(job.run.folder, state.parameters, u);
    return await drawAndScore(job, pupil.pass(state.parameters, u), {
      trainableParameters: pupil.size,
      steps,
      trainSeconds: trained.seconds,
    });
  } finally {
    disposeState(state);
  }
}

async function drawAndScore(job: Job, pass: Pass, taught: Taught): Promise<Outcome> {
  const { studio, known, config, run, context } = job;
  const started = performance.now();
  const drawn = await drawAll({ studio, known, config, pass, signal: context.signal });
  const drawSeconds = (performance.now() - started) / 1000;
  const { ofSubject, ofClass } = drawn;
  await run.artifact(dreamBoothFiles.learned, await sheetOf(known.subject.instances));
  await run.artifact(dreamBoothFiles.row, await sheetOf(firstOfEach(ofSubject)));
  if (ofClass.length > 0)
    await run.artifact(dreamBoothFiles.ofClass, await sheetOf(ofClass.slice(0, classesShown)));
  const { summary: scores, lines } = await scoresOf(drawn, known, studio);
  await run.artifact(dreamBoothFiles.scores, lines);
  const summary: DreamBoothSummary = {
    ...taught,
    totalParameters: sizeOf(job),
    drawSeconds,
    peakRssBytes: memoryUse().peakRssBytes,
  };
  return { status: 'finished', summary: { ...summary, ...scores } };
}

/** Pictures of the class in its row. */
const classesShown = 10;

const sizeOf = ({ studio }: Job): number => studio.denoiser.parameterCount;
