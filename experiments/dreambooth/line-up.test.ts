import {
  colourMatcher,
  judgeFolder,
  loadJudge,
  realAgainstReal,
  renderedSubject,
} from '@singlora/dreambooth';
import { startBackend } from '@singlora/runtime';
import { mean } from '@singlora/statistics';
import { beforeAll, expect, test } from 'vitest';
import { lineUpOf, pickedOut } from './line-up.ts';

beforeAll(() => startBackend());

/** The numbers of two subjects of one class. */
const [first, second] = [4, 16];

test('a subject is picked out of ten by its own pictures, and not by those of another of its class', async () => {
  const judge = await loadJudge(judgeFolder);
  const [subject, another] = [first, second].map((i) =>
    renderedSubject(i, { seed: 0, size: 48, instances: 2, referencesPerScene: 1 }),
  ) as [ReturnType<typeof renderedSubject>, ReturnType<typeof renderedSubject>];
  expect(another.className).toBe(subject.className);
  const lineUp = await lineUpOf(subject, 9, judge);
  const match = colourMatcher(subject.subject);
  const pickedBy = async (
    pictures: typeof subject.instances,
    fidelityOf?: typeof realAgainstReal,
  ) => {
    const colours = pictures.map(({ picture }) => match(picture));
    const found = await pickedOut(pictures, colours, lineUp, fidelityOf);
    return [mean(found.pickedIdentity ?? []), mean(found.pickedColours ?? [])];
  };
  expect(await pickedBy(subject.instances)).toEqual([1, 1]);
  expect(await pickedBy(another.instances)).toEqual([0, 0]);
  const [identity = NaN, colours = NaN] = await pickedBy(subject.references, realAgainstReal);
  expect(identity).toBeGreaterThan(0.8);
  expect(colours).toBeGreaterThan(0.8);
  judge.dispose();
});
