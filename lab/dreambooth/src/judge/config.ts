import { parseConfig } from '@singlora/models';
import { classNames, colourNames, patternNames, sceneNames } from '@singlora/pictures';
import { z } from 'zod';

const size = z.int().positive().max(4096);
const names = z.array(z.string().min(1)).min(2);

const schema = z
  .object({
    model_type: z.literal('picture_judge'),
    image_size: size.min(8),
    conv_channels: z.array(size).min(1),
    conv_strides: z.array(z.literal([1, 2])),
    norm_num_groups: size,
    norm_eps: z.number().positive(),
    embedding_size: size,
    labels: z.object({ class: names, scene: names, colour: names, pattern: names }),
  })
  .refine(({ conv_channels, conv_strides }) => conv_channels.length === conv_strides.length, {
    path: ['conv_strides'],
    message: 'has to have one for each of conv_channels',
  })
  .refine(
    ({ conv_channels, norm_num_groups }) => conv_channels.every((c) => c % norm_num_groups === 0),
    { path: ['norm_num_groups'], message: 'does not divide all of conv_channels' },
  );

/** A judge's config.json: its layers, and the words that its heads predict. */
export type JudgeConfig = z.infer<typeof schema>;

/** An attribute that a judge predicts for a picture. `colour` is the body's. */
export type Attribute = keyof JudgeConfig['labels'];

/** All attributes. */
export const attributes: readonly Attribute[] = ['class', 'scene', 'colour', 'pattern'];

/** @throws ModelError `MODEL_CONFIG`, naming each wrong field */
export const parseJudgeConfig = (source: string, json: unknown): JudgeConfig =>
  parseConfig(schema, source, json);

/** The judge of rendered pictures: 0.3 million parameters. */
export const judgeConfig: JudgeConfig = {
  model_type: 'picture_judge',
  image_size: 48,
  conv_channels: [32, 48, 64, 96, 96, 128],
  conv_strides: [2, 1, 2, 1, 2, 1],
  norm_num_groups: 8,
  norm_eps: 1e-5,
  embedding_size: 64,
  labels: {
    class: [...classNames],
    scene: [...sceneNames],
    colour: [...colourNames],
    pattern: [...patternNames],
  },
};
