import { z } from 'zod';
import { parseConfig, positiveCount } from '../config.ts';
import { invalidConfig, unsupportedArchitecture } from '../errors.ts';

/** A number for all stages of a network, or one for each. */
export const perStage = z.union([positiveCount, z.array(positiveCount)]);

/** The channels of each stage of a network; those of Stable Diffusion have 4. */
export const stageChannels = z.array(positiveCount).min(1).max(16);

/** A number of layers of each stage, of which Stable Diffusion XL has up to 10. */
export const layersOfStage = positiveCount.max(100);
export const layersPerStage = z.union([layersOfStage, z.array(layersOfStage)]);

/** A field with only one supported value. */
export const only = <Value extends string | number>(value: Value) =>
  z.literal(value, `only ${JSON.stringify(value)} is supported`).optional();

/** The number for each of `stages` stages. */
export const eachStage = (given: z.infer<typeof perStage>, stages: number): number[] =>
  typeof given === 'number' ? Array.from({ length: stages }, () => given) : given;

/** The value of all other fields, which have to be off. */
const off = z.literal([null, false], 'not supported');

/**
 * The content of a diffusers config.json, checked; `source` names it in errors. All other fields have
 * to be null or false.
 * @throws {ModelError} `MODEL_UNSUPPORTED` for another class, `MODEL_CONFIG`, naming each wrong field
 */
export function parseDiffusersConfig<Shape extends z.ZodRawShape>(
  className: string,
  fields: Shape,
  source: string,
  json: unknown,
): z.infer<z.ZodObject<Shape>> {
  const all = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  const { _class_name } = Object.fromEntries(all) as { _class_name?: unknown };
  if (_class_name !== className) {
    throw unsupportedArchitecture(source, '_class_name', _class_name, [className]);
  }
  // Fields such as _diffusers_version do not describe the model.
  const ofModel = Object.fromEntries(all.filter(([name]) => !name.startsWith('_')));
  return parseConfig(z.object(fields).catchall(off), source, ofModel);
}

/**
 * Checks the stages of a network, which have the given numbers of channels.
 * @param lists by field, with an entry for each stage
 * @throws {ModelError} `MODEL_CONFIG`
 */
export function checkStages(
  source: string,
  channels: readonly number[],
  lists: Readonly<Record<string, readonly unknown[]>>,
  groups: number,
): void {
  const { length } = channels;
  const other = Object.entries(lists).find(([, list]) => list.length !== length);
  const width = channels.find((count) => count % groups !== 0);
  if (other !== undefined)
    throw invalidConfig(
      source,
      `${other[0]} has ${other[1].length} entries, and block_out_channels ${length}`,
    );
  if (width !== undefined)
    throw invalidConfig(
      source,
      `norm_num_groups (${groups}) does not divide ${width} of block_out_channels`,
    );
}
