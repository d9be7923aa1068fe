import { z } from 'zod';
import { activationNames } from './activations.ts';
import { invalidConfig } from './errors.ts';

/** A positive count, such as of layers or tokens. */
export const positiveCount = z.int().positive();

const mostLayers = 10_000;

/**
 * A number of layers, each of which takes memory before any weight is looked at: at most ten times that of the deepest
 * model known (DeepNet's 1,000; Wang et al., arXiv 2203.00555).
 */
export const layerCount = positiveCount.max(mostLayers, {
  error: ({ input }) => `is ${String(input)}, and at most ${mostLayers} layers are read`,
});

/** A dropout rate, from 0 to below 1. */
export const dropoutRate = z.number().min(0).lt(1);

/** A decoder whose tokens read only those before them, as they do unless told otherwise. */
export const causal = z
  .literal(true, 'a decoder that also reads later tokens is not supported')
  .nullish();

export const activationName = z.enum(
  activationNames,
  `not supported: use one of ${activationNames.join(', ')}`,
);

/** Arguments for `refine`. */
type Check<Field extends string> = [
  check: (config: Readonly<Record<Field, number>>) => boolean,
  problem: { path: string[]; message: string },
];

/** One field divides another evenly. */
export const divides = <Field extends string>(divisor: Field, of: Field): Check<Field> => [
  (config) => config[of] % config[divisor] === 0,
  { path: [divisor], message: `does not divide ${of}` },
];

/** The heads divide the width evenly. */
export const headsDivide = divides('num_attention_heads', 'hidden_size');

/** A picture holds at least one patch. */
export const patchesFit: Check<'image_size' | 'patch_size'> = [
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
