import { productOf, type FactorModel, type Values } from './factor-model.ts';
import type { ForwardPass } from './forward.ts';
import { divide, inner, nothing, plus, times } from '../algebra/quantity.ts';
import type { Trace, Written } from './trace.ts';

/** The gradient of the loss with respect to P or Q. */
interface SideGradient extends Written {
  /** The parameters whose product the side is. */
  readonly names: readonly string[];
  /** The entries number n^dimension. */
  readonly dimension: number;
}

/**
 * The backward pass: the gradient of the loss with respect to each parameter, from the gradient e at
 * the layer's output, which has n^dimension entries, and the ramp's value u.
 */
export function backward(
  model: FactorModel,
  values: Values,
  pass: ForwardPass,
  u: Written,
  e: Written,
  dimension: number,
  trace: Trace,
): Values {
  const { x, p, gain, feature } = pass;
  const inside = gain
    ? trace.define('h', `${gain.formula}∘${e.formula}`, times(gain.value, e.value))
    : e;
  const back = trace.inner(p, inside, dimension);
  const sides: SideGradient[] = [
    {
      names: model.p,
      formula: `${u.formula}${inside.formula}(${feature.formula})`,
      value: times(u.value, inside.value, feature.value),
      dimension,
    },
    {
      names: model.q,
      formula: `${u.formula}x(${back.formula})`,
      value: times(u.value, x.value, back.value),
      dimension: 1,
    },
  ];
  return Object.fromEntries(
    Object.entries(model.parameters).map(([name, { kind }]) => {
      const { formula, value } = {
        vector: () => gradientOf(name, false, values, sides),
        scalar: () => gradientOf(name, true, values, sides),
        magnitude: () => gradientOfMagnitude(pass, e),
      }[kind]();
      return [name, trace.define(`∂L/∂${name}`, formula, value).value];
    }),
  );
}

/**
 * Every place where a parameter stands in P or in Q adds that side's gradient times the other
 * factors there, summed over the entries for a scalar.
 */
function gradientOf(
  name: string,
  summed: boolean,
  values: Values,
  sides: readonly SideGradient[],
): Written {
  const terms = sides.flatMap(({ names, formula, value, dimension }) =>
    others(name, names).map((rest): Written => {
      const factor = productOf(rest, values);
      const text = rest.join('');
      return summed
        ? { formula: `⟨${text}, ${formula}⟩`, value: inner(factor, value, dimension) }
        : { formula: `${text}${formula}`, value: times(factor, value) };
    }),
  );
  return {
    formula: terms.map(({ formula }) => formula).join(' + '),
    value: plus(...terms.map(({ value }) => value)),
  };
}

/** The gradient of the magnitude m; the rows' norm counts as a constant, as in DoRA. */
function gradientOfMagnitude({ gain }: ForwardPass, e: Written): Written {
  if (!gain) return { formula: '0', value: nothing };
  const { inside, norm } = gain;
  return {
    formula: `${e.formula}∘${inside.formula}/‖W‖`,
    value: divide(times(e.value, inside.value), norm),
  };
}

/** The other factors of a product, for every place where the name stands in it. */
const others = (name: string, names: readonly string[]): string[][] =>
  names.flatMap((one, place) => (one === name ? [names.filter((_, i) => i !== place)] : []));
