import { resolveEncoder } from '@singlora/hub';
import { startBackend } from '@singlora/runtime';
import { mean } from '@singlora/statistics';
import { describe, expect, it } from 'vitest';
import { embedPictures } from './scores/embed.ts';
import type { Embedding } from './scores/embedding.ts';
import { loadPictureEncoder } from './scores/encoders.ts';
import { realAgainstReal, subjectFidelity } from './scores/scores.ts';
import { loadSubjects } from './subjects/load.ts';
import { readPictures } from './subjects/read.ts';

const env = { ...process.env, HF_HUB_OFFLINE: '1' };
const encoder = await resolveEncoder('efficientnet-lite0', { env }).catch(() => undefined);
const chosen = ['can', 'clock', 'dog', 'dog2', 'dog7', 'vase'];

const isCached = await loadSubjects({ env, subjects: chosen }).then(
  () => true,
  () => false,
);

/** Needs the pictures: set HF_HUB_CACHE to a cache that holds google/dreambooth, or some of its subjects. */
describe.skipIf(!isCached)('google/dreambooth in the Hugging Face cache', () => {
  it('has the form that is relied on', async () => {
    const { subjects, prompts, assets } = await loadSubjects({ env });
    for (const list of [prompts.object, prompts.live]) {
      expect(list).toHaveLength(25);
      expect(new Set(list).size).toBe(25);
    }
    expect(assets[0]?.source).toBe('cache');
    expect(subjects.length).toBeGreaterThan(0);
    if (subjects.length < 30) return;
    expect(assets[0]).not.toHaveProperty('standIn');
    expect(new Set(subjects.map(({ className }) => className)).size).toBe(15);
    expect(subjects.filter(({ isLive }) => isLive)).toHaveLength(9);
  });

  it.skipIf(!encoder)('has subjects that EfficientNet-Lite0 tells apart', async () => {
    await startBackend();
    const { subjects } = await loadSubjects({ env, subjects: chosen });
    const network = await loadPictureEncoder('efficientnet-lite0', { env });
    const sets: { className: string; embeddings: readonly Embedding[] }[] = [];
    for (const { className, pictures } of subjects) {
      const embeddings = await embedPictures(network, readPictures(pictures));
      sets.push({ className, embeddings });
    }
    const across = (alike: boolean) =>
      sets.flatMap((one, i) =>
        sets
          .slice(i + 1)
          .filter(({ className }) => (className === one.className) === alike)
          .map((other) => subjectFidelity(one.embeddings, other.embeddings).value),
      );
    const same = mean(sets.map(({ embeddings }) => realAgainstReal(embeddings)?.value ?? NaN));
    // PyTorch's scores: tools/fixtures/dreambooth_pictures.py.
    expect(same).toBeCloseTo(0.67783, 4);
    expect(mean(across(true))).toBeCloseTo(0.35836, 4);
    expect(mean(across(false))).toBeCloseTo(0.24379, 4);
    network.dispose();
  });
});
