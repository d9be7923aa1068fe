import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attributes } from './config.ts';
import { judgeFolder, loadJudge, type Judge } from './files.ts';
import { scoreJudge, type JudgeScores } from './score-judge.ts';
import { subjectViews } from './views.ts';

let judge: Judge;
let scores: JudgeScores;
beforeAll(async () => {
  await startBackend();
  judge = await loadJudge(judgeFolder);
  const series = { seed: 99, name: 'test', split: 'held-out', views: 3, size: 48 } as const;
  scores = await scoreJudge(
    judge,
    Array.from({ length: 48 }, (_, i) => subjectViews(series, i)),
  );
});
afterAll(() => judge.dispose());

test('the judge that comes with the package knows what held-out subjects are', () => {
  const least = { class: 0.85, scene: 0.97, colour: 0.5, pattern: 0.6 };
  for (const name of attributes) expect(scores.accuracy[name].mean).toBeGreaterThan(least[name]);
});

test('and tells them from one another', () => {
  const { sameSubject, sameClass, otherClass, toldApart } = scores.identity;
  expect(sameSubject.mean).toBeGreaterThan(sameClass.mean + 0.4);
  expect(sameClass.mean).toBeGreaterThan(otherClass.mean);
  expect(toldApart.mean).toBeGreaterThan(0.9);
});
