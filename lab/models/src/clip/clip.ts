import { z } from 'zod';
import type { Blueprint } from '../blueprint.ts';
import { parseConfig, positiveCount } from '../config.ts';
import type { ImageEncoderNetwork } from '../vision/image-encoder.ts';
import { towerTargets } from './layers.ts';
import { clipText, textConfig, type PromptEncoderNetwork } from './text.ts';
import { clipVision, visionConfig } from './vision.ts';

const object = z.record(z.string(), z.unknown());
const schema = z.object({
  projection_dim: positiveCount.default(512),
  text_config: object.nullish(),
  vision_config: object.nullish(),
  // Old files also have these keys, which then take precedence.
  text_config_dict: object.nullish(),
  vision_config_dict: object.nullish(),
});

/** Both towers of a CLIP, whose embeddings can be compared. */
export interface ClipNetwork {
  readonly text: PromptEncoderNetwork;
  readonly image: ImageEncoderNetwork;
}

/** The towers of `CLIPModel` (Radford et al., arXiv 2103.00020), both with their projections. */
export function clipTowers(
  source: string,
  json: unknown,
): { text: Blueprint<PromptEncoderNetwork>; image: Blueprint<ImageEncoderNetwork> } {
  const config = parseConfig(schema, source, json);
  const text = { ...config.text_config, ...config.text_config_dict };
  const vision = { ...config.vision_config, ...config.vision_config_dict };
  return {
    text: clipText(parseConfig(textConfig, `${source}'s text_config`, text), config.projection_dim),
    image: clipVision(
      parseConfig(visionConfig, `${source}'s vision_config`, vision),
      config.projection_dim,
    ),
  };
}

/** `CLIPModel` as a whole. The scale of its logits is ignored. */
export function readClip(source: string, json: unknown): Blueprint<ClipNetwork> {
  const { text, image } = clipTowers(source, json);
  return {
    architecture: 'clip',
    modules: [...text.modules, ...image.modules],
    ignored: [...text.ignored, ...image.ignored, /^logit_scale$/],
    defaultTargets: towerTargets,
    network: (weights) => ({ text: text.network(weights), image: image.network(weights) }),
  };
}
