import type { Optimiser, RecordedAdapter } from '@singlora/records';

/** What of an adapter's own settings pages know by name. */
interface OwnSettings {
  readonly target_modules?: readonly string[];
  readonly lora_dropout?: number;
  readonly ramp?: 'none' | { readonly fraction: number } | { readonly steps: number };
  readonly init?: { readonly dist: string; readonly fan?: string | number };
  readonly loraplus_lr_ratio?: number;
}

/**
 * An adapter's settings by the names that pages and the paper's protocol have for them; null where its method has no place for
 * one, `default` for the model's usual layers. A ramp is a share of the steps, or in steps.
 */
export function adapterInWords({ method, r, lora_alpha, ...own }: RecordedAdapter) {
  const {
    target_modules: targets = 'default',
    lora_dropout: adapterDropout,
    ramp,
    init = null,
    loraplus_lr_ratio: lrRatio = null,
    ...others
  } = own as OwnSettings;
  const length = typeof ramp === 'object' && 'fraction' in ramp ? ramp.fraction : ramp;
  return {
    ...{ method, rank: r, alpha: lora_alpha, targets },
    ramp: length === 'none' ? 0 : (length ?? null),
    ...{ init, lrRatio, adapterDropout },
    ...others,
  };
}

/** The optimiser's numbers alike. */
export const optimiserInWords = ({ beta1, beta2, ...numbers }: Optimiser) => ({
  ...numbers,
  betas: [beta1, beta2] as const,
});
