import { parseAdapterConfig, type AdapterConfig } from '@singlora/core';
import { unknown } from './errors.ts';

/** What a variant's settings depend on. */
export interface VariantContext {
  readonly width: number;
  /** The width at which all choices that depend on the width coincide. */
  readonly baseWidth: number;
  readonly rank: number;
  readonly alpha: number;
  /** γ for a single factor that starts with entries of order n^γ; null leaves the method's own start. */
  readonly initExponent: number | null;
  /** Length of the ramp in steps; 0 is none. */
  readonly ramp: number;
}

/** An adapter method as the sweep trains it: how its settings follow the width. */
export interface Variant {
  /** Core's name of the method. */
  readonly name: string;
  readonly title: string;
  /** Whether the start's exponent is a setting, and whether there is a ramp. */
  readonly hasInit: boolean;
  readonly hasRamp: boolean;
  /** What core's `parseAdapterConfig` takes. */
  settings(context: VariantContext): Readonly<Record<string, unknown>>;
}

const common = ({ rank, alpha }: VariantContext) => ({ r: rank, lora_alpha: alpha });

/** Entries N(0, n^2γ) up to a constant: at the base width N(0, 1/base), whatever γ. */
function start({ width, baseWidth, initExponent }: VariantContext) {
  if (initExponent === null) return {};
  const fan = baseWidth * (width / baseWidth) ** (-2 * initExponent);
  return { init: { dist: 'normal' as const, fan } };
}

const ramp = ({ ramp: steps }: VariantContext) => ({
  ramp: steps === 0 ? ('none' as const) : { steps },
});

/** Every variant, by name. */
export const variants: ReadonlyMap<string, Variant> = new Map(
  (
    [
      {
        name: 'singlora',
        title: 'SingLoRA',
        hasInit: true,
        hasRamp: true,
        settings: (to) => ({ method: 'singlora', ...common(to), ...start(to), ...ramp(to) }),
      },
      {
        name: 'lora',
        title: 'LoRA',
        hasInit: false,
        hasRamp: false,
        settings: (to) => ({ method: 'lora', ...common(to) }),
      },
      {
        name: 'lora+',
        title: 'LoRA+, ratio of rates ∝ n',
        hasInit: false,
        hasRamp: false,
        settings: (to) => ({
          method: 'lora+',
          ...common(to),
          loraplus_lr_ratio: to.width / to.baseWidth,
        }),
      },
      {
        name: 'dora',
        title: 'DoRA',
        hasInit: false,
        hasRamp: false,
        settings: (to) => ({ method: 'dora', ...common(to) }),
      },
      {
        name: 'signed-singlora',
        title: 'Signed SingLoRA',
        hasInit: true,
        hasRamp: true,
        settings: (to) => ({ method: 'signed-singlora', ...common(to), ...start(to), ...ramp(to) }),
      },
      {
        name: 'singlora-dora',
        title: 'SingLoRA with DoRA’s magnitude',
        hasInit: true,
        hasRamp: true,
        settings: (to) => ({ method: 'singlora-dora', ...common(to), ...start(to), ...ramp(to) }),
      },
      {
        name: 'symlora',
        title: 'SymLoRA',
        hasInit: true,
        hasRamp: false,
        settings: (to) => ({ method: 'symlora', ...common(to), ...start(to) }),
      },
    ] satisfies Variant[]
  ).map((variant) => [variant.name, variant]),
);

export function variantOf(name: string): Variant {
  const found = variants.get(name);
  if (!found) throw unknown('method', name, [...variants.keys()]);
  return found;
}

/** The adapter's full configuration at a width, on the given slots. */
export function adapterConfigAt(
  variant: Variant,
  context: VariantContext,
  targets: readonly string[],
): AdapterConfig {
  return parseAdapterConfig({ ...variant.settings(context), target_modules: [...targets] });
}
