import { classNames, placed, type SceneName } from '@singlora/pictures';
import { frozen } from '@singlora/core';
import { isOffline } from '@singlora/hub';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawPictures } from '../denoising/draw-pictures.ts';
import { judgeFolder, loadJudge, type Judge } from '../judge/files.ts';
import type { NamedPicture } from '../subjects/read.ts';
import { openPipeline, smallModel } from '../pipelines/open.ts';

let judge: Judge;
beforeAll(async () => {
  await startBackend();
  judge = await loadJudge(judgeFolder);
});
afterAll(() => judge.dispose());

const scenes: readonly SceneName[] = ['beach', 'night'];

const env = { ...process.env, HF_HUB_OFFLINE: '1' };
const pipeline = await openPipeline(smallModel, { env }).catch((error: unknown) => {
  if (isOffline(error)) return undefined;
  throw error;
});

const title = 'the small model that comes with the package draws what it is asked for';
const missing = pipeline ? '' : '; its text encoder is not on this machine';

test.skipIf(!pipeline)(title + missing, async () => {
  if (!pipeline) throw new TypeError('skipped without it');
  const [denoiser, codec, prompts] = [
    await pipeline.denoiser(),
    await pipeline.codec(),
    await pipeline.prompts(),
  ];
  try {
    expect(denoiser.parameterCount).toBe(3_166_464);
    expect(pipeline.resolution).toBe(48);
    const asked = classNames.flatMap((name) => scenes.map((scene) => ({ name, scene })));
    const texts = asked.map(({ name, scene }) => placed(`a photo of a ${name}`, scene));
    const [noPrompt] = (await prompts.of([''])) as [Float32Array];
    const pictures: NamedPicture[] = [];
    const drawn = drawPictures({
      model: denoiser,
      pass: { apply: frozen(denoiser.slots) },
      scheduler: pipeline.scheduler,
      codec,
      steps: 10,
      guidance: 3,
      shape: {
        latents: [8, 8, codec.channels],
        text: [prompts.tokens, noPrompt.length / prompts.tokens],
      },
      prompts: await prompts.of(texts),
      noPrompt,
      seed: 7,
      batchSize: 24,
    });
    for await (const picture of drawn) pictures.push({ name: `${pictures.length}`, picture });
    const seen = await judge.attributes(pictures);
    const share = (is: (i: number) => boolean) =>
      asked.filter((_, i) => is(i)).length / asked.length;
    expect(share((i) => seen[i]?.scene === asked[i]?.scene)).toBeGreaterThan(0.9);
    expect(share((i) => seen[i]?.class === asked[i]?.name)).toBeGreaterThan(0.9);
  } finally {
    for (const part of [denoiser, codec, prompts]) part.dispose();
  }
});
