import { mapValues, productOf, type ParameterValues } from './factor-model.ts';
import type { ForwardPass } from './forward.ts';
import { divide, inner, nothing, times } from '../algebra/quantity.ts';
import type { BegunStep } from './ramp.ts';
import { sumOf, type Written } from './trace.ts';

/** The gradient of the loss with respect to P or Q. */
interface SideGradient extends Written {
  /** The parameters whose product the side is. */
  readonly names: readonly string[];
  /** It has n^dimension entries. */
  readonly dimension: number;
}

/** The backward pass: the gradient of the loss with respect to each parameter, from the gradient e at the layer's output. */
export function backward(
  { model, before, ramp, dimension, trace }: BegunStep,
  pass: ForwardPass,
  e: Written,
): ParameterValues {
  const u = ramp.before;
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
  // Each occurrence of a parameter in P or Q adds that side's gradient times the side's other factors.
  const gradientOf = (
    name: string,
    termOf: (side: SideGradient, rest: readonly string[]) => Written,
  ) => sumOf(sides.flatMap((side) => others(name, side.names).map((rest) => termOf(side, rest))));
  const entries = ({ formula, value }: SideGradient, rest: readonly string[]): Written => ({
    formula: `${rest.join('')}${formula}`,
    value: times(productOf(rest, before), value),
  });
  const sum = ({ formula, value, dimension }: SideGradient, rest: readonly string[]): Written => ({
    formula: `⟨${rest.join('')}, ${formula}⟩`,
    value: inner(productOf(rest, before), value, dimension),
  });
  return mapValues(model.parameters, ({ kind }, name) => {
    const { formula, value } = {
      vector: () => gradientOf(name, entries),
      scalar: () => gradientOf(name, sum),
      magnitude: () => gradientOfMagnitude(pass, e),
    }[kind]();
    return trace.define(`∂L/∂${name}`, formula, value).value;
  });
}

/** The gradient of the magnitude m; the rows' norm is treated as a constant, as in DoRA. */
function gradientOfMagnitude({ gain }: ForwardPass, e: Written): Written {
  if (!gain) return { formula: '0', value: nothing };
  const { inside, norm } = gain;
  return {
    formula: `${e.formula}∘${inside.formula}/‖W‖`,
    value: divide(times(e.value, inside.value), norm),
  };
}

/** The other factors of a product, for each occurrence of the name in it. */
const others = (name: string, names: readonly string[]): string[][] =>
  names.flatMap((one, place) => (one === name ? [names.filter((_, i) => i !== place)] : []));
