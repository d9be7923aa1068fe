import { randomStream } from '@singlora/runtime';
import type { FactorModel } from './factor-model.ts';
import type { ExponentProblem, QuantityName } from './problem.ts';

// A numerical version of the layer with hand-written gradients: at rank 1 it needs only vectors, so
// widths can be large.

type Vector = Float64Array;
type Values = Readonly<Record<string, Vector>>;

interface Method {
  readonly p: (values: Values) => Vector;
  readonly q: (values: Values) => Vector;
  readonly gradients: (values: Values, dP: Vector, dQ: Vector) => Values;
}

const oneMatrix: Method = {
  p: ({ A }) => A!,
  q: ({ A }) => A!,
  gradients: (_, dP, dQ) => ({ A: sum(dP, dQ) }),
};

const twoMatrices: Method = {
  p: ({ B }) => B!,
  q: ({ A }) => A!,
  gradients: (_, dP, dQ) => ({ A: dQ, B: dP }),
};

export const numericMethods: Readonly<Record<string, Method>> = {
  singlora: oneMatrix,
  lora: twoMatrices,
  'lora+': twoMatrices,
  dora: twoMatrices,
  'singlora-dora': oneMatrix,
  symlora: {
    p: ({ Q, λ }) => multiple(Q!, λ![0]!),
    q: ({ Q }) => Q!,
    gradients: ({ Q, λ }, dP, dQ) => ({
      Q: sum(multiple(dP, λ![0]!), dQ),
      λ: Float64Array.of(dot(Q!, dP)),
    }),
  },
};

/** A numerical version of a declared method: its products are entrywise, of vectors and scalars. */
export const productsOf = ({ p, q, parameters }: FactorModel): Method => {
  const product = (names: readonly string[], values: Values): Vector =>
    names.reduce<Vector>(
      (all, name) =>
        values[name]!.length === 1
          ? multiple(all, values[name]![0]!)
          : entrywise(all, values[name]!),
      new Float64Array(Math.max(...Object.values(values).map(({ length }) => length))).fill(1),
    );
  const term = (name: string, names: readonly string[], values: Values, gradient: Vector) => {
    const place = names.indexOf(name);
    if (place < 0) return [];
    const others = product(names.toSpliced(place, 1), values);
    return [
      parameters[name]!.kind === 'scalar'
        ? Float64Array.of(dot(others, gradient))
        : entrywise(others, gradient),
    ];
  };
  return {
    p: (values) => product(p, values),
    q: (values) => product(q, values),
    gradients: (values, dP, dQ) =>
      Object.fromEntries(
        Object.keys(parameters).map((name) => [
          name,
          [...term(name, p, values, dP), ...term(name, q, values, dQ)].reduce((a, b) => sum(a, b)),
        ]),
      ),
  };
};

/** Adam's step at an ε of 1. */
const damped = (one: number): number => one / (Math.abs(one) + 1);

/** A parameter's rate factor at a step: with steps of equal size, or in simple ratios, values would return exactly to earlier ones. */
const factorAt = (parameter: string, step: number): number =>
  (parameter === 'B' ? 0.5 : 0.41) * [1, 1.3, 0.9][(step - 1) % 3]!;

type Measures = Readonly<Record<QuantityName, number>>;

/** The random draws at each width, shared by all simulated problems. */
const drawnAt = new Map<number, ReturnType<typeof typicalDraws>>();

/** Trains the layer at a width and a rate exponent, and measures each step's root mean squares. `size` multiplies all rates. */
export function simulate(
  method: Method,
  problem: ExponentProblem,
  n: number,
  c: number,
  size = 1,
): Measures[] {
  const { parameters } = problem.factors;
  const { signal } = problem;
  const draws = drawnAt.get(n) ?? typicalDraws(n);
  drawnAt.set(n, draws);
  const { start, e0, w } = draws;
  const input = n ** (problem.inputExponent ?? 0);
  const [x, f0] = [multiple(draws.x, input), multiple(draws.f0, input)];
  const share = signal.kind === 'error' && signal.averaged ? 1 / n : 1;
  const readout = signal.kind === 'readout' ? n ** signal.exponent : 1;
  const ones: Vector = x.map(() => 1);
  let values: Values = Object.fromEntries(
    Object.entries(parameters).map(([key, { kind, start: from, startExponent }]) => {
      const entries = n ** (startExponent ?? problem.initExponent);
      const output = signal.kind === 'error' ? e0 : w;
      const first = {
        random: multiple(start, entries),
        shared: multiple(start, entries),
        // Uphill, and not by 1, so that sums neither cancel nor vanish after a step.
        gradient: multiple(problem.factors.p.includes(key) ? output : x, 0.7 * entries),
        zero: multiple(ones, 0),
        ones: multiple(ones, n ** (startExponent ?? 0)),
      };
      return [key, kind === 'scalar' ? first[from].slice(0, 1) : first[from]];
    }),
  );
  const rows: Measures[] = [];
  const layer = (at: Values) => {
    const [p, q] = [method.p(at), method.q(at)];
    const product = multiple(p, dot(q, x));
    if (!at['m']) return { p, q, gain: ones, inside: product, output: product, norm: ones };
    const inside = sum(f0, product);
    const square = dot(q, q);
    const norm = p.map((one) => Math.sqrt(1 + one * one * square));
    const gain = at['m'].map((m, i) => m / norm[i]!);
    return { p, q, gain, inside, output: entrywise(gain, inside), norm };
  };
  for (let step = 1; step <= problem.steps; step++) {
    const { p, q, gain, inside, output, norm } = layer(values);
    const e =
      signal.kind === 'error'
        ? multiple(sum(e0, output), share)
        : multiple(
            w,
            readout * (1 + readout * dot(w, values['m'] ? difference(output, f0) : output)),
          );
    const h = entrywise(gain, e);
    const gradients: Record<string, Vector> = {
      ...method.gradients(values, multiple(h, dot(q, x)), multiple(x, dot(p, h))),
      ...(values['m'] && { m: entrywise(e, inside).map((one, i) => one / norm[i]!) }),
    };
    const next: Values = Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        if (parameters[key]!.isFrozen) return [key, value];
        const rate = size * factorAt(key, step) * n ** (c + parameters[key]!.rateOffset);
        const direction = gradients[key]!;
        const { optimiser } = problem;
        const taken =
          optimiser === 'gradient'
            ? direction
            : direction.map(optimiser === 'constant' ? Math.sign : damped);
        return [key, sum(value, multiple(taken, -rate))];
      }),
    );
    const after = layer(next);
    const [deltaP, deltaQ] = [difference(after.p, p), difference(after.q, q)];
    const deltaF = difference(after.output, output);
    const first = Object.keys(parameters).find((key) => !parameters[key]!.isFrozen);
    rows.push({
      A: rms(values[first!]!),
      Qx: Math.abs(dot(q, x)),
      f: rms(output),
      deltaA: rms(difference(next[first!]!, values[first!]!)),
      deltaQx: Math.abs(dot(deltaQ, x)),
      delta1: rms(multiple(deltaP, dot(q, x))),
      delta2: rms(multiple(p, dot(deltaQ, x))),
      delta3: rms(multiple(deltaP, dot(deltaQ, x))),
      deltaF: rms(deltaF),
      deltaOut: signal.kind === 'error' ? rms(deltaF) : readout * Math.abs(dot(w, deltaF)),
    });
    values = next;
  }
  return rows;
}

/**
 * Independent random vectors with entries of order 1, shifted within chance so that all their inner
 * products are exactly √n in size: a single draw then shows what many would on average.
 */
function typicalDraws(n: number) {
  const random = randomStream(0, 'simulation', n);
  const basis: Vector[] = [];
  for (let i = 0; i < 5; i++) {
    let vector: Vector = Float64Array.from({ length: n }, () => random.normal());
    for (const other of basis) vector = sum(vector, multiple(other, -dot(vector, other) / n));
    basis.push(multiple(vector, 1 / rms(vector)));
  }
  const [x, start, e0, f0, w] = basis.map((vector, i) =>
    basis
      .slice(0, i)
      .reduce((moved, other) => sum(moved, multiple(other, 1 / Math.sqrt(n))), vector),
  ) as [Vector, Vector, Vector, Vector, Vector];
  return { x, start, e0, f0, w };
}

// Loops: a typed array's own `map` and `reduce` take several times as long.
function dot(a: Vector, b: Vector): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
/** a · x + b. */
function combined(a: Vector, x: number, b: Vector): Vector {
  const all = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) all[i] = a[i]! * x + b[i]!;
  return all;
}
function multiple(a: Vector, factor: number): Vector {
  const all = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) all[i] = a[i]! * factor;
  return all;
}
function entrywise(a: Vector, b: Vector): Vector {
  const all = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) all[i] = a[i]! * b[i]!;
  return all;
}
const sum = (a: Vector, b: Vector): Vector => combined(a, 1, b);
const difference = (a: Vector, b: Vector): Vector => combined(b, -1, a);
const rms = (a: Vector) => Math.sqrt(dot(a, a) / a.length);
