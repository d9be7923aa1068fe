import { expect, test } from 'vitest';
import { scoreColourMatch } from './score-colour-match.ts';
import { subjectViews } from './views.ts';

const series = { seed: 5, name: 'scored', split: 'held-out', views: 1, size: 48 } as const;
const some = (count: number) => Array.from({ length: count }, (_, i) => subjectViews(series, i));

test('held-out subjects are told from others of their class', async () => {
  const { ownSubject, sameClass, toldApart } = await scoreColourMatch(some(36));
  expect(ownSubject).toMatchObject({ n: 36 });
  expect(ownSubject.mean).toBeGreaterThan(sameClass.mean + 0.3);
  expect(toldApart.mean).toBeGreaterThan(0.9);
});

test('a subject alone in its class is refused', async () => {
  await expect(scoreColourMatch(some(12))).rejects.toMatchObject({ code: 'JUDGE_SETTING' });
});

test('it stops at a signal', async () => {
  await expect(scoreColourMatch(some(24), AbortSignal.abort())).rejects.toThrow('abort');
});
