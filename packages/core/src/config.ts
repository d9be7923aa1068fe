import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));
const names = z.union([name, z.array(name).check(z.minLength(1))]);
const index = z.int().check(z.minimum(0));
const rank = z.int().check(z.minimum(1));

/** The settings that every method shares, by PEFT's names. */
export const commonFields = {
  /** The rank of the update. */
  r: z._default(rank, 8),
  /** The update is scaled by `lora_alpha / r`, or by `lora_alpha / √r` with `use_rslora`. A negative alpha subtracts the update. */
  lora_alpha: z._default(z.number(), 8),
  /** rsLoRA (arXiv 2312.03732): a scale that stays stable as the rank grows. */
  use_rslora: z._default(z.boolean(), false),
  /** The dropout rate on the input of the low-rank path, while training. */
  lora_dropout: z._default(z.number().check(z.minimum(0), z.lt(1)), 0),
  /** A regular expression for the whole path, a list of exact names or last parts, or `all-linear`. Absent: the model's default. */
  target_modules: z.optional(names),
  /** Layers to leave out, by the rules of `target_modules`. */
  exclude_modules: z.optional(names),
  /** Layers trained and saved whole, such as the head. Absent: the model's default. */
  modules_to_save: z.optional(z.array(name)),
  /**
   * The biases that are trained as well: of no layer (as if absent), of all linear and convolutional ones, or of the
   * adapted ones. PEFT's `all` also trains those of normalisations; merging a file keeps them.
   */
  bias: z.optional(z.enum(['none', 'all', 'lora_only'])),
  /** Different ranks for some layers: the end of a name, or a regular expression → r. */
  rank_pattern: z._default(z.record(name, rank), {}),
  /** Different alphas for some layers. */
  alpha_pattern: z._default(z.record(name, z.number()), {}),
  /** Indices in the model's list of layers: only these layers are adapted. */
  layers_to_transform: z.optional(z.union([index, z.array(index).check(z.minLength(1))])),
  /** The name of that list, where it is not the first numbered one in the path. */
  layers_pattern: z.optional(names),
};

type CommonFields = typeof commonFields;
/** The shared settings with their defaults filled in, and the name of the method they are for. */
export type CommonConfig = { method: string } & z.output<z.ZodMiniObject<CommonFields>>;

/** Settings that contradict each other, as PEFT refuses them. Add to a method's schema with `z.superRefine`. */
export function consistent(
  config: Pick<CommonConfig, 'target_modules' | 'layers_to_transform' | 'layers_pattern'>,
  context: z.core.$RefinementCtx,
): void {
  if (config.layers_to_transform !== undefined && typeof config.target_modules === 'string') {
    context.addIssue({
      code: 'custom',
      path: ['layers_to_transform'],
      message:
        'cannot be used with a target_modules that is a string; write the layers into the expression',
    });
  }
  if (config.layers_pattern !== undefined && config.layers_to_transform === undefined) {
    context.addIssue({
      code: 'custom',
      path: ['layers_pattern'],
      message: 'has no meaning without layers_to_transform',
    });
  }
}

/** The factor of the update `scale · P Qᵀ` before the ramp. */
export function scaling(config: Pick<CommonConfig, 'r' | 'lora_alpha' | 'use_rslora'>): number {
  return config.lora_alpha / (config.use_rslora ? Math.sqrt(config.r) : config.r);
}

/** The settings that every method shares, without the method's own: what a conversion carries over. */
export function commonSettings(config: CommonConfig): Omit<CommonConfig, 'method'> {
  const names = Object.keys(commonFields) as (keyof typeof commonFields)[];
  const kept = names
    .filter((name) => config[name] !== undefined)
    .map((name) => [name, config[name]]);
  return Object.fromEntries(kept) as Omit<CommonConfig, 'method'>;
}
