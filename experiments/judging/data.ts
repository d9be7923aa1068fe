import { setImmediate } from 'node:timers/promises';
import { subjectViews, type SubjectViews } from '@singlora/dreambooth';
import type { JudgeRunConfig } from '@singlora/records';
import type { Context } from '@singlora/runner';
import type { Split } from '@singlora/pictures';

/** The subjects of a run. */
export type JudgingData = Awaited<ReturnType<typeof judgingData>>;

/** Renders the pictures of a run. */
export async function judgingData(
  { seed, subjects, devSubjects, heldOutSubjects, views }: JudgeRunConfig,
  size: number,
  { log, signal }: Context,
) {
  const rendered = async (name: string, split: Split, count: number): Promise<SubjectViews[]> => {
    const all: SubjectViews[] = [];
    for (let i = 0; i < count; i++) {
      await setImmediate(); // lets signals and timers be handled
      signal.throwIfAborted();
      all.push(subjectViews({ seed, name, split, views, size }, i));
    }
    return all;
  };
  const started = performance.now();
  const data = {
    subjects: await rendered('subject', 'train', subjects),
    dev: await rendered('dev subject', 'train', devSubjects),
    heldOut: await rendered('held-out subject', 'held-out', heldOutSubjects),
  };
  const pictures = views * (subjects + devSubjects + heldOutSubjects);
  const seconds = (performance.now() - started) / 1000;
  log(`  ${pictures.toLocaleString('en')} pictures rendered in ${seconds.toFixed(0)} s`);
  return data;
}
