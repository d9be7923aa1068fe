import { join } from 'node:path';
import type { Painter } from '@singlora/dreambooth';
import { contactSheet, writePicture } from '@singlora/pictures';
import { dreamBoothFiles, type DreamBoothSummary } from '@singlora/records';
import { orInterrupted, type Outcome } from '@singlora/runner';
import { disposeState } from '@singlora/training';
import { hasDiverged } from '../training/has-diverged.ts';
import { recordFolder } from '../training/record-folder.ts';
import { painterOf, untaughtPainter } from './painter.ts';
import { drawAll, firstOfEach, sheetOf, type PictureJob } from './pictures.ts';
import { pupilOf, rampAfter, type Pupil } from './pupil.ts';
import { pictureScores, type DrawnPictures } from './score.ts';
import { teach, type SubjectJob } from './train.ts';

type Taught = Pick<DreamBoothSummary, 'trainableParameters' | 'steps' | 'trainSeconds'>;

/** One run: an adapter, the whole denoiser or nothing learns a subject, whose pictures are then drawn and scored. */
export const runDreamBooth = (job: SubjectJob): Promise<Outcome> =>
  orInterrupted(job.context.signal, () =>
    job.config.training === null ? drawUntaught(job) : learn(job, job.config.training),
  );

function drawUntaught(job: SubjectJob): Promise<Outcome> {
  const painter = untaughtPainter(job.studio, job.config.drawing);
  const taught = { trainableParameters: 0, steps: 0, trainSeconds: 0 };
  return drawAndScore(job, { painter, parameters: {}, u: 1 }, taught);
}

async function learn(
  job: SubjectJob,
  training: NonNullable<SubjectJob['config']['training']>,
): Promise<Outcome> {
  const { studio, config, context } = job;
  const pupil = pupilOf(studio, config);
  const painter = painterOf(studio, config.drawing, pupil);
  try {
    return await learnAndDraw(job, { pupil, painter }, training);
  } catch (error) {
    if (!hasDiverged(error)) throw error;
    context.log(`  ${error.message}`);
    const sizes = { trainableParameters: pupil.size, totalParameters: sizeOf(job) };
    return { status: 'finished', summary: { ...sizes, diverged: 1 } };
  } finally {
    pupil.dispose();
  }
}

async function learnAndDraw(
  job: SubjectJob,
  { pupil, painter }: { pupil: Pupil; painter: Painter },
  training: NonNullable<SubjectJob['config']['training']>,
): Promise<Outcome> {
  const trained = await teach(job, { pupil, painter }, training);
  const { steps, state, seconds: trainSeconds } = trained;
  try {
    if (trained.outcome === 'interrupted') return { status: 'interrupted' };
    const { parameters } = state;
    const u = rampAfter(pupil, steps, training.steps);
    await pupil.save(job.run.folder, parameters, u);
    await recordFolder(job.run, 'adapter');
    const taught = { trainableParameters: pupil.size, steps, trainSeconds };
    return await drawAndScore(job, { painter, parameters, u }, taught);
  } finally {
    disposeState(state);
  }
}

async function drawAndScore(
  job: SubjectJob,
  drawing: Pick<PictureJob, 'painter' | 'parameters' | 'u'>,
  taught: Taught,
): Promise<Outcome> {
  const { studio, known, config, run, context } = job;
  const started = performance.now();
  const drawn = await drawAll({ studio, known, config, ...drawing, signal: context.signal });
  const drawSeconds = (performance.now() - started) / 1000;
  const { ofSubject, ofClass } = drawn;
  await saveAll(job, ofSubject);
  await run.artifact(dreamBoothFiles.learned, await sheetOf(known.subject.instances));
  await run.artifact(dreamBoothFiles.row, await sheetOf(firstOfEach(ofSubject)));
  if (ofClass.length > 0)
    await run.artifact(dreamBoothFiles.ofClass, await sheetOf(ofClass.slice(0, classesShown)));
  const { summary: scores, lines } = await pictureScores(drawn, known, studio);
  await run.artifact(dreamBoothFiles.scores, lines);
  const summary: DreamBoothSummary = {
    ...taught,
    totalParameters: sizeOf(job),
    drawSeconds,
  };
  return { status: 'finished', summary: { ...scores, ...summary } };
}

/** Saves all pictures of the subject, one row per prompt; records keep one per prompt. */
const saveAll = (
  { run, config }: SubjectJob,
  pictures: DrawnPictures['ofSubject'],
): Promise<void> =>
  writePicture(
    join(run.folder, 'pictures.png'),
    contactSheet(
      pictures.map(({ picture }) => picture),
      config.drawing.perPrompt,
    ),
  );

/** How many pictures of the class its row shows. */
const classesShown = 10;

const sizeOf = ({ studio }: SubjectJob): number => studio.denoiser.parameterCount;
