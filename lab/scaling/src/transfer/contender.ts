import { methods, parseAdapterConfig, type Method, takes } from '@singlora/core';
import { named } from '../errors.ts';
import { factorModelOf } from '../methods/factor-model-of.ts';
import type { Optimiser } from '../training/optimiser.ts';
import { alignedRate } from '../exponents/rates/aligned-rate.ts';
import { mapValues, type FactorModel } from '../exponents/prediction/factor-model.ts';
import { variantOf, type SweptVariant } from '../methods/variants.ts';
import type { ModelFamily } from '../models/width-model.ts';

/** A method whose best learning rate is tracked over widths. */
interface Contender {
  readonly variant: SweptVariant;
  /**
   * The exponent of the best rate. Null where it is not derived: for optimisers whose steps have
   * the gradient's size, and for networks without a scalar readout.
   */
  readonly predicted: number | null;
}

/** A way to train a method: its variant, and its best rate, given a function for that of a factor model. */
type Way = (method: Method, best: (model: FactorModel) => number | null) => Contender;

const plain: Way = ({ name }, best) => ({
  variant: variantOf(name),
  predicted: best(factorModelOf(name)),
});

/** Settings that should grow with the width keep their defaults at every width: LoRA+ as in its paper. */
const fixed: Way = (method, best) => {
  const { name, growth } = atDefault(method);
  const model = factorModelOf(method.name);
  const parameters = mapValues(model.parameters, (one) => ({ ...one, rateOffset: 0 }));
  const variant = variantOf(method.name);
  return {
    variant: {
      ...variant,
      name,
      title: `${method.title}, ${method.growing?.title} ${Object.values(growth).join()}`,
      settings: (to) => ({ ...variant.settings(to), ...growth }),
    },
    predicted: best({ ...model, parameters }),
  };
};

const suffix = '-scaled';

/** Core's `lr_scaling`, for the matrix alone, with the exponent derived for the family: one rate is then best at all widths. */
const scaled: Way = (method, best) => {
  const model = factorModelOf(method.name);
  const isMatrix = (name: string) => model.parameters[name]?.kind === 'vector';
  const own = best({ ...model, p: model.p.filter(isMatrix), q: model.q.filter(isMatrix) });
  const exponent = -(own ?? -1 / 2);
  const variant = variantOf(method.name);
  return {
    variant: {
      ...variant,
      name: variant.name + suffix,
      title: `${variant.title}, rate ∝ n^-${exponent}`,
      settings: (to) => ({
        ...variant.settings(to),
        lr_scaling: { base_width: to.baseWidth, exponent },
      }),
    },
    predicted: own === null ? null : 0,
  };
};

/** The name and the setting of a method whose ratio does not grow: `lora+16`. */
function atDefault({ name, growing }: Method) {
  const config = parseAdapterConfig({ method: name }) as unknown as Record<string, number>;
  const growth = growing ? { [growing.setting]: config[growing.setting] } : {};
  return { name: name + Object.values(growth).join(), growth };
}

type Best = Parameters<Way>[1];

const everyWay = () =>
  new Map(
    [...methods.values()].flatMap((method) => {
      const by = (way: Way) => (best: Best) => way(method, best);
      return [
        [method.name, by(plain)] as const,
        ...(method.growing ? [[atDefault(method).name, by(fixed)] as const] : []),
        ...(takes(method, { lr_scaling: { base_width: 1 } })
          ? [[method.name + suffix, by(scaled)] as const]
          : []),
      ];
    }),
  );

/** Every name that {@link contenderOf} accepts: methods unchanged, with a fixed ratio (`lora+16`), or with `-scaled` rates. */
export const contenderNames = (): string[] => [...everyWay().keys()];

/** A method by name, for a comparison on a family. */
export function contenderOf(name: string, { signal }: ModelFamily, { entries }: Optimiser) {
  const best = (model: FactorModel) =>
    signal.kind === 'readout' && entries === 'constant'
      ? alignedRate(model, signal.exponent)
      : null;
  return named('method', everyWay(), name)(best);
}
