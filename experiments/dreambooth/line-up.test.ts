import { judgeFolder, loadJudge, renderedSubject, subjectFidelity } from '@singlora/dreambooth';
import { startBackend } from '@singlora/runtime';
import { mean } from '@singlora/statistics';
import { beforeAll, expect, test } from 'vitest';
import { renderedValues } from './known-subject.ts';
import { lineUpOf } from './line-up.ts';

beforeAll(() => startBackend());

/** The numbers of two subjects of one class. */
const [first, second] = [4, 16];

test('a subject is picked out of ten by its own pictures, and not by those of another of its class', async () => {
  const judge = await loadJudge(judgeFolder);
  const [subject, another] = [first, second].map((i) =>
    renderedSubject(i, { seed: 0, size: 48, instances: 2, referencesPerScene: 1 }),
  ) as [ReturnType<typeof renderedSubject>, ReturnType<typeof renderedSubject>];
  expect(another.className).toBe(subject.className);
  const lineUp = await lineUpOf(subject, judge);
  expect(lineUp.others).toHaveLength(9);
  const pickedBy = async (pictures: typeof subject.instances) => {
    const found = await renderedValues(pictures, {
      ...{ judge, lineUp, subject },
      sceneOf: () => undefined,
      fidelityOf: (own) => subjectFidelity(own, lineUp.own.real),
    });
    return [mean(found.pickedIdentity ?? []), mean(found.pickedColours ?? [])];
  };
  expect(await pickedBy(subject.instances)).toEqual([1, 1]);
  expect(await pickedBy(another.instances)).toEqual([0, 0]);
  judge.dispose();
});
