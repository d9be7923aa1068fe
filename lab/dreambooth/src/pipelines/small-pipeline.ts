import { shown } from '@singlora/core/formats';
import {
  assetRecordOf,
  checkpointFiles,
  resolveCheckpoint,
  type ResolveOptions,
} from '@singlora/hub';
import { tokenStates } from '../denoising/token-states.ts';
import { otherTextEncoder } from '../small-model/errors.ts';
import { openSmallModel } from '../small-model/files.ts';
import { loadTextModel } from '../small-model/text-model.ts';
import type { Pipeline } from './pipeline.ts';

const promptCut = (prompt: string, tokens: number, most: number): string =>
  `The prompt "${shown(prompt, 40)}" is ${tokens} tokens long, and the model reads ${most}; its end is left out.`;

/**
 * A small text-to-image model from its folder, with the text encoder that it was trained with.
 *
 * @throws DreamBoothError `SMALL_MODEL` for an invalid folder, or another text encoder; HubError, ModelError,
 *   FormatError
 */
export async function openSmallPipeline(
  folder: string,
  options: ResolveOptions = {},
): Promise<Pipeline> {
  const small = await openSmallModel(folder, options);
  const { model: id, sha256, tokens } = small.textEncoder;
  const texts = await resolveCheckpoint(id, options);
  const found = checkpointFiles(texts).weights.sha256;
  if (found !== sha256) throw otherTextEncoder(folder, id, sha256, found);
  const reading = { ...(options.signal && { signal: options.signal }) };
  return {
    assets: [
      {
        ...small.asset,
        standIn:
          'A small text-to-image model, trained on rendered pictures, stands in for Stable Diffusion 1.5.',
      },
      assetRecordOf(texts),
    ],
    scheduler: small.scheduler,
    resolution: small.resolution,
    drawing: { sampler: small.scheduler.sampler ?? 'ddim', guidance: 3, batchSize: 16 },
    codec: () => Promise.resolve(small.codec()),
    denoiser: (own) => small.denoiser({ ...reading, ...own }),
    async prompts() {
      const loaded = await loadTextModel(texts, reading);
      const seen = new Set<string>();
      return {
        async of(prompts) {
          for (const prompt of prompts) {
            if (seen.has(prompt)) continue;
            seen.add(prompt);
            const { uncut } = await loaded.tokenizer.encode(prompt, undefined, tokens);
            if (uncut > tokens) options.onNotice?.(promptCut(prompt, uncut, tokens));
          }
          return tokenStates(loaded, prompts, tokens);
        },
        tokens,
        split: (text) => loaded.tokenizer.tokens(text),
        dispose: () => loaded.dispose(),
      };
    },
  };
}
