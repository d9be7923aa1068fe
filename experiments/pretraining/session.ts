import { loadTextModel } from '@singlora/dreambooth';
import { assetRecord, resolveCheckpoint } from '@singlora/hub';
import type { PretrainingRunConfig } from '@singlora/records';
import type { Context, Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import { runPretraining } from './run.ts';
import type { PretrainingSettings } from './settings.ts';

/** Starts the backend, and finds and loads the text encoder. */
export async function openPretrainingSession(
  { textEncoder, evaluateEvery, sampleScenes, judgedEach }: PretrainingSettings,
  { log, signal, env }: Context,
): Promise<Session<PretrainingRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  const assets = await resolveCheckpoint(textEncoder, { env, signal, onNotice: log });
  const texts = await loadTextModel(assets, { signal });
  log(`Backend       ${backend.description}`);
  log(`Text encoder  ${assets.id} (${assets.origin})`);
  return {
    backend: backend.description,
    assets: [assetRecord(assets)],
    run: ({ config }, run, context) =>
      runPretraining({
        ...{ config, texts, assets, run, context },
        ...{ evaluateEvery, sampleScenes, judgedEach },
      }),
    describe: ({ devLoss = NaN, steps = 0, trainSeconds = 0 }) =>
      `loss ${devLoss.toFixed(4)} after ${steps.toLocaleString('en')} steps, ${(trainSeconds / 60).toFixed(1)} minutes`,
  };
}
