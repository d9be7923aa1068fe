import { constant, linearExponent, order1 } from '../algebra/exponent.ts';
import { drawnFor, magnitudeOf, type FactorParameter } from '../prediction/factor-model.ts';
import type { ExponentProblem } from '../prediction/problem.ts';
import { gradientDirection } from '../prediction/signal.ts';
import { say, written, type StatementPart, type Statement } from './statement.ts';

/** What a derivation starts from: the layer, its symbols, and the assumptions on them. */
export function settingOf(problem: ExponentProblem): Statement[] {
  const { factors, optimiser, outputs, ramp = 0, inputExponent = 0 } = problem;
  const update = { formula: ramp > 0 ? 'uPQᵀ' : 'PQᵀ' };
  const sides = { formula: `P = ${factors.p.join('')}, Q = ${factors.q.join('')}` };
  const number = outputs === 'one' ? 'one output' : 'n outputs';
  const input = { order: constant(inputExponent) };
  return [
    ...(factors.formula ? [say`The adapted weight is ${factors.formula}.`] : []),
    say`The update of the weight is ${update} with ${sides}, for ${number} and an input $x$ of n entries ${input}. The order of a vector is that of its entries.`,
    say`Symbols with different names are independent of each other: the sum of n products of their entries grows as the root of n (central limit), that of n squares as n (law of large numbers).`,
    ...Object.entries(factors.parameters).map(([name, one]) => startOf(name, one, problem)),
    signalOf(problem),
    stepsAs[optimiser],
  ].map(written);
}

const stepsAs: Readonly<Record<ExponentProblem['optimiser'], StatementPart[]>> = {
  gradient: say`A step is the gradient times the learning rate.`,
  constant: say`A step has entries of the order of the learning rate, whatever the gradient’s, and its sign.`,
  damped: say`A step is the gradient times the learning rate, over the gradient’s size or an ε of ${{ order: order1 }}, whichever is larger.`,
};

function startOf(
  name: string,
  { kind, start, startExponent, rateOffset, isFrozen }: FactorParameter,
  { factors, initExponent, signal }: ExponentProblem,
): StatementPart[] {
  const entries = { order: constant(startExponent ?? initExponent) };
  const along = factors.p.includes(name) ? gradientDirection(signal) : 'x';
  const random =
    kind === 'scalar'
      ? say`a random number ${entries}`
      : say`${{ formula: `${drawnFor(factors, name)}₀` }} with random entries ${entries}`;
  const starts: Record<FactorParameter['start'], StatementPart[]> = {
    random,
    shared: random,
    zero: say`$0$`,
    gradient: say`entries ${entries} along ${{ formula: along }}, as the first gradient has them`,
    ones: say`positive entries ${{ order: constant(startExponent ?? 0) }}`,
  };
  const rate = { order: linearExponent(1, rateOffset) };
  const then = isFrozen ? say`stays so` : say`learns at a rate ${rate}`;
  return say`${{ formula: name }} starts as ${starts[start]} and ${then}.`;
}

function signalOf({ signal, factors }: ExponentProblem): StatementPart[] {
  const one = { order: order1 };
  const trained = magnitudeOf(factors)
    ? say`$f$ is the output, $f₀$ that of the frozen weight, `
    : say`$f$ is what the trained parameters add to the output, `;
  if (signal.kind === 'readout') {
    const entries = { order: constant(signal.exponent) };
    return say`The gradient at the output is $e = w(ε₀ + wᵀf)$, where ${trained}$w$ a fixed random readout of entries ${entries} and $ε₀$ its error at the start, ${one}. The network’s output is $o = wᵀf$.`;
  }
  const error = { formula: signal.averaged ? 'e = (e₀ + f)/n' : 'e = e₀ + f' };
  const how = signal.averaged ? 'averaged' : 'summed';
  return say`The gradient at the output is the error ${error} of a loss ${how} over the outputs, where ${trained}and $e₀$ has entries ${one}.`;
}
