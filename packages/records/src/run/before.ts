import { z } from 'zod';
import type { RecordedAdapter } from './adapter.ts';
import { count, text, texts } from './fields.ts';
import type { Migration } from '../versioned.ts';
import type { AdamWSettings } from './training.ts';

// The flat form of records before adapters and optimisers became objects. Values that are in
// neither form stay undefined, so that the current schema reports them.

const flatAdapter = z.strictObject({
  method: text,
  rank: count,
  alpha: z.number(),
  targets: z.union([texts, z.literal('default')]),
  /** null, like the next two, for a method without the setting */
  ramp: z.union([z.number(), z.strictObject({ steps: count })]).nullable(),
  init: z
    .strictObject({ dist: z.string(), fan: z.union([z.string(), z.number()]).optional() })
    .nullable(),
  lrRatio: z.number().nullable(),
  adapterDropout: z.number().default(0),
});

/** The settings of methods that were constant in such records, and therefore not recorded. */
const unsaid: Readonly<Record<string, object>> = {
  lora: { init_lora_weights: true },
  dora: { init_lora_weights: true },
  'lora+': { init_lora_weights: true },
  rslora: { init_lora_weights: true, use_rslora: true },
  'signed-singlora': { negative: 0.5 },
};

/** The adapter by PEFT's names. */
export function adapterOfFlat(old: unknown): RecordedAdapter | undefined {
  const { data } = flatAdapter.safeParse(old);
  if (!data) return undefined;
  const { method, rank, alpha, targets, ramp, init, lrRatio, adapterDropout } = data;
  const length = typeof ramp === 'number' ? { fraction: ramp } : ramp;
  return {
    method,
    r: rank,
    lora_alpha: alpha,
    use_rslora: false,
    lora_dropout: adapterDropout,
    rank_pattern: {},
    alpha_pattern: {},
    ...(targets === 'default' ? {} : { target_modules: targets }),
    ...(ramp === null ? {} : { ramp: ramp === 0 ? 'none' : length }),
    ...(init === null ? {} : { init }),
    ...(lrRatio === null ? {} : { loraplus_lr_ratio: lrRatio }),
    ...unsaid[method],
  };
}

const flatOptimiser = z.strictObject({
  betas: z.tuple([z.number(), z.number()]),
  epsilon: z.number(),
  weightDecay: z.number(),
});

/** Gathers AdamW's settings in one field; the betas used to be a pair. */
export const withOptimiser: Migration['next'] = ({ betas, epsilon, weightDecay, ...old }) => {
  const { data } = flatOptimiser.safeParse({ betas, epsilon, weightDecay });
  if (!data) return { ...old, optimiser: undefined };
  const {
    betas: [beta1, beta2],
    ...rest
  } = data;
  return { ...old, optimiser: { beta1, beta2, ...rest } satisfies AdamWSettings };
};
