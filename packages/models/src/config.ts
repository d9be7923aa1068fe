import { z } from 'zod';
import { activationNames } from './activations.ts';
import { invalidConfig } from './errors.ts';

/** A positive count, such as of layers or tokens. */
export const size = z.int().positive();

/** A dropout rate, from 0 to below 1. */
export const rate = z.number().min(0).lt(1);

/** A decoder whose tokens read only those before them, as they do unless told otherwise. */
export const causal = z
  .literal(true, 'a decoder that also reads later tokens is not supported')
  .nullish();

export const activation = z.enum(
  activationNames,
  `not supported: use one of ${activationNames.join(', ')}`,
);

/** Arguments for `refine`: the heads divide the width evenly. */
export const headsDivide: [
  check: (config: { hidden_size: number; num_attention_heads: number }) => boolean,
  problem: { path: string[]; message: string },
] = [
  (config) => config.hidden_size % config.num_attention_heads === 0,
  { path: ['num_attention_heads'], message: 'does not divide hidden_size' },
];

/** Arguments for `refine`: a picture holds at least one patch. */
export const patchesFit: [
  check: (config: { image_size: number; patch_size: number }) => boolean,
  problem: { path: string[]; message: string },
] = [
  (config) => config.patch_size <= config.image_size,
  { path: ['patch_size'], message: 'is larger than image_size' },
];

/**
 * The content of a config.json, checked; `source` names it in errors.
 * @throws {ModelError} `MODEL_CONFIG`, naming each wrong field
 */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  source: string,
  json: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw invalidConfig(source, z.prettifyError(parsed.error));
  return parsed.data;
}
