import { unknown } from '../errors.ts';
import type { Optimiser } from '../optimisers.ts';
import { variantOf, type Variant } from '../variants.ts';
import type { ModelFamily } from '../width-model.ts';

/** A method whose best learning rate is followed over widths. */
export interface Contender {
  readonly variant: Variant;
  /**
   * The exponent of the best rate. Null where it is not derived: for optimisers whose steps have the gradient's size, and
   * for networks without a scalar readout.
   */
  readonly predicted: number | null;
}

type OfReadout = (exponent: number) => number;

/**
 * With one rate η for both factors of P Qᵀ, under a readout w of n entries Θ(n^e), and an optimiser that moves entries by
 * about η. A step is aligned with what made it: Q's change meets the input as a sum of n terms of one sign, ΔQᵀx = n · η, and
 * P's change the readout, wᵀΔP = n · n^e · η. Together they move the network's output by n^(2+e) · η². That is of order 1 for
 * η = n^-(2+e)/2, and there the terms with one factor still at its random start are smaller.
 */
const oneRate: OfReadout = (e) => -(2 + e) / 2;

const derived: Readonly<Record<string, OfReadout>> = {
  singlora: oneRate,
  'signed-singlora': oneRate,
  'singlora-dora': oneRate,
  lora: oneRate,
  'lora+16': oneRate,
  // The rate is A's, B's is n times that: wᵀΔB = n · n^e · nη meets A's start, of order 1 on x, and its change n · η.
  'lora+': (e) => Math.min(-(2 + e), -(3 + e) / 2),
  // Λ moves by η as well: n^(2+e) · η³.
  symlora: (e) => -(2 + e) / 3,
};

/** LoRA+ as its paper trains it: the same ratio of rates at every width. */
const fixedRatio: Variant = {
  ...variantOf('lora+'),
  name: 'lora+16',
  title: 'LoRA+, ratio of rates 16',
  settings: (to) => ({ ...variantOf('lora+').settings(to), loraplus_lr_ratio: 16 }),
};

const baseOf = (name: string): Variant => (name === fixedRatio.name ? fixedRatio : variantOf(name));

const suffix = '-scaled';

/** Every method, and each with a single factor once more with its rate scaled by core's `lr_scaling`. */
export const contenderNames: readonly string[] = Object.keys(derived).flatMap((name) =>
  baseOf(name).hasInit ? [name, name + suffix] : [name],
);

/** A method by name, as it is compared on a family: a scaled one takes the exponent that is derived for the family. */
export function contenderOf(
  name: string,
  { signal }: ModelFamily,
  { entries }: Optimiser,
): Contender {
  if (!contenderNames.includes(name)) throw unknown('method', name, contenderNames);
  const isDerived = signal.kind === 'readout' && entries === 'constant';
  const at = (exponent: OfReadout) => (isDerived ? exponent(signal.exponent) : null);
  if (name.endsWith(suffix)) {
    const variant = baseOf(name.slice(0, -suffix.length));
    return { variant: scaled(variant, -(at(oneRate) ?? -1 / 2)), predicted: at(() => 0) };
  }
  return { variant: baseOf(name), predicted: at(derived[name] as OfReadout) };
}

function scaled(variant: Variant, exponent: number): Variant {
  return {
    ...variant,
    name: variant.name + suffix,
    title: `${variant.title}, rate ∝ n^-${exponent}`,
    settings: (to) => ({
      ...variant.settings(to),
      lr_scaling: { base_width: to.baseWidth, exponent },
    }),
  };
}
