import { squareUpdate } from '../../errors.ts';
import { backward } from './chain-rule.ts';
import { add, constant, linearExponent, max, order1, type Exponent } from '../algebra/exponent.ts';
import {
  drawnFor,
  sharesParameters,
  mapValues,
  parameterValue,
  type FactorModel,
  type ParameterValues,
} from './factor-model.ts';
import { forward, inputOf } from './forward.ts';
import { changeOfOutput } from './output-change.ts';
import type { ExponentProblem, ExponentStep, StepEntries } from './problem.ts';
import {
  along,
  divide,
  nothing,
  plus,
  scalar,
  largestExponent,
  times,
  type Quantity,
} from '../algebra/quantity.ts';
import { rampStep, type BegunStep } from './ramp.ts';
import { backwardSignal, gradientDirection } from './signal.ts';
import { startTrace, type Trace } from './trace.ts';

/**
 * The exponents of each step in turn, as functions of the rate exponent c.
 *
 * @throws {ScalingError} for one output, where the method's update is square
 */
export function predictExponents(problem: ExponentProblem): ExponentStep[] {
  if (problem.outputs === 'one' && sharesParameters(problem.factors)) throw squareUpdate();
  const steps: ExponentStep[] = [];
  let parameters = startOf(problem);
  for (let step = 1; step <= problem.steps; step++) {
    const next = predictStep(problem, step, parameters);
    steps.push(next);
    parameters = next.parameters;
  }
  return steps;
}

/** The parameters before the first step. */
function startOf({ factors, initExponent, signal }: ExponentProblem): ParameterValues {
  // A random scalar multiplies all entries equally: it has a size but no direction.
  const random = (name: string, exponent = initExponent) =>
    factors.parameters[name]?.kind === 'scalar'
      ? scalar(constant(exponent))
      : along(`${drawnFor(factors, name)}₀`, constant(exponent));
  const gradient = (name: string, exponent = initExponent) =>
    along(factors.p.includes(name) ? gradientDirection(signal) : 'x', constant(exponent));
  const starts = {
    random,
    shared: random,
    gradient,
    zero: () => nothing,
    ones: (_name: string, exponent = 0) => scalar(constant(exponent)),
  };
  return mapValues(factors.parameters, ({ start, startExponent }, name) =>
    starts[start](name, startExponent),
  );
}

/** One training step at a rate Θ(n^rate): forward pass, backward pass, the optimiser's step, and the resulting changes. */
export function predictStep(
  problem: ExponentProblem,
  step: number,
  before: ParameterValues,
  rate: Exponent = linearExponent(1, 0),
): ExponentStep {
  const { factors: model, signal, outputs, ramp = 0, inputExponent = 0 } = problem;
  const begun: BegunStep = {
    model,
    before,
    signal,
    trace: startTrace(),
    ramp: rampStep(step, ramp),
    dimension: outputs === 'one' ? 0 : 1,
  };
  const { trace, dimension } = begun;
  const pass = forward(begun, inputOf(inputExponent));
  const { formula, value } = backwardSignal(signal, pass.output, dimension);
  const e = trace.define('e', formula, value);
  const gradients = backward(begun, pass, e);
  const changes = descend(problem, before, gradients, rate, trace);
  const output = changeOfOutput(begun, changes, pass);

  const first = firstTrained(model);
  return {
    step,
    quantities: {
      A: largestExponent(parameterValue(before, first)),
      Qx: largestExponent(pass.feature.value),
      f: largestExponent(pass.output.value),
      deltaA: largestExponent(parameterValue(changes, first)),
      ...output,
    },
    lines: trace.lines,
    parameters: mapValues(before, (quantity, name) =>
      plus(quantity, parameterValue(changes, name)),
    ),
    changes,
  };
}

/** The parameter whose entries are reported as `A`. */
const firstTrained = ({ parameters }: FactorModel): string =>
  Object.keys(parameters).find((name) => !parameters[name]?.isFrozen) ?? '';

function descend(
  { factors, optimiser, decay }: ExponentProblem,
  before: ParameterValues,
  gradients: ParameterValues,
  shared: Exponent,
  trace: Trace,
): ParameterValues {
  return mapValues(factors.parameters, ({ rateOffset, decays, isFrozen }, name) => {
    if (isFrozen) return nothing;
    const rate = add(shared, constant(rateOffset));
    const step = stepOf(parameterValue(gradients, name), optimiser, rate);
    const shrinks = decay && decays;
    const decayed = shrinks ? times(scalar(rate), parameterValue(before, name)) : nothing;
    const gradient = `∂L/∂${name}`;
    const directions = {
      gradient,
      constant: `sign(${gradient})`,
      damped: `${gradient}/(|${gradient}| + ε)`,
    };
    const direction = directions[optimiser];
    const formula = `−η${powerOfN(rateOffset)}·${direction}`;
    return trace.define(
      `Δ${name}`,
      shrinks ? `${formula} − ηω${name}` : formula,
      plus(step, decayed),
    ).value;
  });
}

/**
 * An optimiser's step for a gradient, at a learning rate Θ(n^rate).
 *
 * `gradient` (gradient descent, also with momentum, since a gradient's exponents do not fall from
 * step to step): the gradient's own terms. `constant` (sign descent, Adam): entries Θ(1). The sign
 * of a sum follows its largest term, and smaller terms in proportion to their relative size, so the
 * step is the gradient over its largest term. `damped` (Adam with ε): over that term or Θ(1),
 * whichever is larger. A gradient that is exactly zero makes no step.
 */
function stepOf(gradient: Quantity, entries: StepEntries, rate: Exponent): Quantity {
  if (gradient.size === 0) return gradient;
  if (entries === 'gradient') return times(scalar(rate), gradient);
  const size = largestExponent(gradient);
  const divisor = entries === 'damped' ? max(size, order1) : size;
  return times(scalar(rate), divide(gradient, divisor));
}

const powerOfN = (power: number): string => (power === 0 ? '' : power === 1 ? 'n' : `n^${power}`);
