import { constant, linear, order1 } from '../algebra/exponent.ts';
import { magnitudeOf, type FactorParameter } from '../prediction/factor-model.ts';
import type { ExponentProblem } from '../prediction/problem.ts';
import { written, type Part, type Statement } from './statement.ts';

/** What a derivation starts from: the layer, its symbols, and what they are assumed to be. */
export function settingOf(problem: ExponentProblem): Statement[] {
  const { factors, optimiser, outputs, ramp = 0 } = problem;
  const scale = ramp > 0 ? 'u' : '';
  const update = `${scale}PQᵀ`;
  const sides = `P = ${factors.p.join('')}, Q = ${factors.q.join('')}`;
  const statements: Part[][] = [
    [
      'The update of the weight is ',
      { formula: update },
      ' with ',
      { formula: sides },
      `, for ${outputs === 'one' ? 'one output' : 'n outputs'} and an input `,
      { formula: 'x' },
      ' of n entries ',
      { order: constant(problem.inputExponent ?? 0) },
      '. The order of a vector is that of its entries.',
    ],
    [
      'Symbols with different names are independent of each other: the sum of n products of their entries grows as the root of n (central limit), that of n squares as n (law of large numbers).',
    ],
    ...Object.entries(factors.parameters).map(([name, parameter]) =>
      startOf(name, parameter, problem),
    ),
    signalOf(problem),
    optimiser === 'gradient'
      ? ['A step is the gradient times the learning rate.']
      : [
          'A step has entries of the order of the learning rate, whatever the gradient’s, and its sign.',
        ],
  ];
  return statements.map(written);
}

function startOf(
  name: string,
  parameter: FactorParameter,
  { initExponent }: ExponentProblem,
): Part[] {
  const starts: Record<FactorParameter['start'], Part[]> = {
    random: [{ formula: `${name}₀` }, ' with random entries ', { order: constant(initExponent) }],
    zero: [{ formula: '0' }],
    ones: ['positive entries ', { order: order1 }],
  };
  return [
    { formula: name },
    ' starts as ',
    ...starts[parameter.start],
    ' and learns at a rate ',
    { order: linear(1, parameter.rateOffset) },
    '.',
  ];
}

function signalOf({ signal, factors }: ExponentProblem): Part[] {
  const trained: Part[] = magnitudeOf(factors)
    ? [{ formula: 'f' }, ' is the output, ', { formula: 'f₀' }, ' that of the frozen weight, ']
    : [{ formula: 'f' }, ' is what the trained parameters add to the output, '];
  if (signal.kind === 'error') {
    return [
      'The gradient at the output is the error ',
      { formula: signal.averaged ? 'e = (e₀ + f)/n' : 'e = e₀ + f' },
      signal.averaged
        ? ' of a loss averaged over the outputs, where '
        : ' of a loss summed over the outputs, where ',
      ...trained,
      'and ',
      { formula: 'e₀' },
      ' has entries ',
      { order: order1 },
      '.',
    ];
  }
  return [
    'The gradient at the output is ',
    { formula: 'e = w(ε₀ + wᵀf)' },
    ', where ',
    ...trained,
    { formula: 'w' },
    ' a fixed random readout of entries ',
    { order: constant(signal.exponent) },
    ' and ',
    { formula: 'ε₀' },
    ' its error at the start, ',
    { order: order1 },
    '. The network’s output is ',
    { formula: 'o = wᵀf' },
    '.',
  ];
}
