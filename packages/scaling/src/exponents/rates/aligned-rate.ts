import { constant, linear, order1 } from '../algebra/exponent.ts';
import { drawnFor, mapValues, productOf, type FactorModel } from '../prediction/factor-model.ts';
import { whereOrder1 } from '../algebra/interval.ts';
import { inputOf } from '../prediction/forward.ts';
import { along, inner, nothing, plus, scalar, sizeOf, times } from '../algebra/quantity.ts';

/**
 * The exponent c of the best learning rate Θ(n^c), for an optimiser that moves entries by about the rate, under a
 * readout w of n entries Θ(n^readout). A step is aligned with its cause: P's change with the readout and Q's with the
 * input, so both sum n terms of one sign. At c the network's output wᵀ P Qᵀ x moves by Θ(1). Random parameters start
 * with entries n^-1/2. A magnitude is left out: its step moves the output by less. Null where no c does this.
 */
export function alignedRate(model: FactorModel, readout: number): number | null {
  const { parameters, p, q } = model;
  const w = along('w', order1);
  const x = inputOf(0);
  const trained = mapValues(parameters, ({ kind, start, rateOffset, isFrozen }, name) => {
    const rate = scalar(linear(1, rateOffset));
    const isDrawn = start === 'random' || start === 'shared';
    const before = isDrawn ? along(`${drawnFor(model, name)}₀`, constant(-1 / 2)) : nothing;
    if (isFrozen) return before;
    if (kind === 'scalar') return plus(before, rate);
    const alongW = p.includes(name) ? times(rate, w) : nothing;
    const alongX = q.includes(name) ? times(rate, x.value) : nothing;
    return plus(before, alongW, alongX);
  });
  const output = times(
    scalar(constant(readout)),
    inner(w, productOf(p, trained), 1),
    inner(x.value, productOf(q, trained), 1),
  );
  return whereOrder1(sizeOf(output)).at(-1)?.high?.valueOf() ?? null;
}
