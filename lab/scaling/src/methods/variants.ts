import { methodOf, parseAdapterConfig, takes, type AdapterConfig } from '@singlora/core';
import { weightStart } from './can-start.ts';
import { growth, type NamedMethod } from './factor-model-of.ts';

export interface VariantContext extends Partial<
  Pick<NamedMethod, 'start' | 'growthExponent' | 'alphaExponent'>
> {
  readonly width: number;
  /** The width at which all width-dependent choices coincide. */
  readonly baseWidth: number;
  readonly rank: number;
  /** α at the base width. */
  readonly alpha: number;
  /** γ for random factors whose entries start at order n^γ; null keeps the method's own start. */
  readonly initExponent: number | null;
  /** Length of the ramp in steps; 0 is none. */
  readonly ramp: number;
}

/** An adapter method as the sweep trains it, with width-dependent settings. */
export type SweptVariant = ReturnType<typeof variantOf>;

/** The fan of entries N(0, 1/fan) with variance ∝ n^2γ; the base width itself at the base width, for any γ. */
export const fanOf = (
  { width, baseWidth }: Pick<VariantContext, 'width' | 'baseWidth'>,
  initExponent: number,
): number => baseWidth * (width / baseWidth) ** (-2 * initExponent);

/** Core's method with this name, with its growing settings. @throws {CoreError} for an unknown name */
export function variantOf(name: string) {
  const method = methodOf({ method: name });
  const { title, growing } = method;
  const hasInit = takes(method, { init: {} });
  const hasRamp = takes(method, { ramp: 'none' });
  const power = growing?.exponent === 1 ? 'n' : `n^${growing?.exponent}`;
  return {
    name,
    title: growing ? `${title}, ${growing.title} ∝ ${power}` : title,
    hasInit,
    hasRamp,
    /** The settings as core's `parseAdapterConfig` takes them. */
    settings: (to: VariantContext): Readonly<Record<string, unknown>> => ({
      method: name,
      r: to.rank,
      lora_alpha: to.alpha * (to.width / to.baseWidth) ** (to.alphaExponent ?? 0),
      ...(hasInit &&
        to.initExponent !== null && { init: { dist: 'normal', fan: fanOf(to, to.initExponent) } }),
      ...weightStart(method, to.start ?? 'own'),
      ...(hasRamp && { ramp: to.ramp === 0 ? 'none' : { steps: to.ramp } }),
      ...(takes(method, { base_width: 1 }) && { base_width: to.baseWidth }),
      ...growth(method, to.width / to.baseWidth, to.growthExponent),
    }),
  };
}

/** The adapter's full configuration at a width, on the given slots. */
export function adapterConfigAt(
  variant: SweptVariant,
  context: VariantContext,
  targets: readonly string[],
): AdapterConfig {
  return parseAdapterConfig({ ...variant.settings(context), target_modules: [...targets] });
}
