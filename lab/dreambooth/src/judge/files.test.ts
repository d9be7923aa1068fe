import { folderForAllTests } from '@singlora/core/disk/temporary';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embedPictures } from '../scores/embed.ts';
import { subjectFidelity } from '../scores/scores.ts';
import { attributes } from './config.ts';
import { judgeOf, loadJudge, saveJudge, type Judge } from './files.ts';
import { scoreJudge } from './score-judge.ts';
import { tinyJudge, tinySubjects } from './tiny.test.support.ts';

const folder = folderForAllTests();
let judge: Judge;
beforeAll(async () => {
  await startBackend();
  const model = tinyJudge();
  await saveJudge(folder, model);
  judge = await loadJudge(folder);
});
afterAll(() => {
  judge.dispose();
});

const subjects = tinySubjects(24);
const pictures = subjects.flat().map(({ picture }, i) => ({ name: `${i}`, picture }));

test('a judge comes back from its folder and judges nearly alike', async () => {
  const before = judgeOf(tinyJudge(), '');
  const [one, other] = await Promise.all(
    [before, judge].map((each) => embedPictures(each, pictures)),
  );
  one!.forEach(({ values }, i) => {
    const products = Array.from(values, (value, at) => value * other![i]!.values[at]!);
    expect(products.reduce((a, b) => a + b)).toBeGreaterThan(0.999);
  });
  expect(judge.sha256).toMatch(/^[0-9a-f]{64}$/);
  before.dispose();
});

test('its embeddings are scored as those of any encoder', async () => {
  const some = (await embedPictures(judge, pictures)).slice(0, 2);
  const own = subjectFidelity(some, some);
  expect(own.value).toBeLessThanOrEqual(1);
});

test('it has a word for each attribute, for pictures of any size', async () => {
  const wide = { width: 60, height: 30, pixels: new Uint8Array(60 * 30 * 3).fill(99) };
  const judged = await judge.attributes([pictures[0]!, { name: 'wide', picture: wide }]);
  expect(judged).toHaveLength(2);
  for (const words of judged) {
    for (const name of attributes)
      expect(judge.network.settings.labels[name]).toContain(words[name]);
  }
});

test('its scores count the words that are right, over subjects', async () => {
  const { accuracy, identity } = await scoreJudge(judge, subjects);
  const judged = await judge.attributes(pictures);
  const right = subjects.flat().filter(({ scene }, i) => judged[i]!.scene === scene).length;
  expect(accuracy.scene).toMatchObject({ n: 24 });
  expect(accuracy.scene.mean).toBeCloseTo(right / 48);
  expect(identity.sameSubject.n).toBe(24);
});
