import type { ApplySlot, Slot } from '@singlora/core';
import { relu } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { normals } from '../normals.ts';
import type { Optimiser } from '../optimisers.ts';
import type { ModelFamily } from '../width-model.ts';

const inputs = 8;
const samples = 16;
const blocks = ['blocks.0', 'blocks.1'];

type Role = 'in' | 'hidden' | 'out';
type OfWidth = (width: number) => number;

const one: OfWidth = () => 1;
const n: OfWidth = (width) => width;
const inverse: OfWidth = (width) => 1 / width;

/** How starts and learning rates depend on width. */
interface Parametrisation {
  readonly name: string;
  readonly title: string;
  readonly describes: string;
  /** The standard deviation of the readout's weights. */
  readonly readout: OfWidth;
  /** What multiplies a layer's learning rate, by how large the optimiser's steps are. */
  readonly rates: Readonly<Record<Optimiser['entries'], Readonly<Record<Role, OfWidth>>>>;
}

/** A residual MLP, and the rates that its parametrisation gives to layers that are trained whole. */
export interface ResidualMlpFamily extends ModelFamily {
  /** What multiplies the learning rate of a layer's own weight. */
  rateScale(slot: Pick<Slot, 'name'>, width: number, optimiser: Optimiser): number;
}

/**
 * f(x) = Wout h₂ with h₀ = Win x and hₗ₊₁ = hₗ + Wₗ relu(hₗ) for two square blocks Wₗ `[n, n]`. The
 * targets are y = sin(Σx/√d) and the loss is ½(f − y)², averaged over samples.
 */
function residualMlp({
  name,
  title,
  describes,
  readout,
  rates,
}: Parametrisation): ResidualMlpFamily {
  return {
    name,
    title,
    describes: `f(x) = Wout h, two blocks h ← h + W relu(h), h = Win x of ${inputs} inputs, ${samples} samples; ${describes}`,
    build(width, random) {
      const layer = (name: string, outFeatures: number, inFeatures: number, std: number): Slot => {
        const weight = normals(random, [outFeatures, inFeatures], std);
        return { name, kind: 'linear', inFeatures, outFeatures, weight };
      };
      const x = normals(random, [samples, inputs]);
      const y = tf.tidy(() => tf.sin(tf.mul(tf.sum(x, 1, true), 1 / Math.sqrt(inputs))));
      const slots = [
        layer('in', width, inputs, 1 / Math.sqrt(inputs)),
        ...blocks.map((block) => layer(block, width, width, 1 / Math.sqrt(width))),
        layer('out', 1, width, readout(width)),
      ];
      const output = (apply: ApplySlot): tf.Tensor => {
        const first = apply('in', x);
        const last = blocks.reduce((h, block) => tf.add(h, apply(block, relu(h))), first);
        return apply('out', last);
      };
      return {
        slots,
        targets: blocks,
        loss: (apply) =>
          tf.tidy(() => {
            const error = tf.sub(output(apply), y);
            return tf.mul(tf.sum(tf.square(error)), tf.scalar(0.5 / samples));
          }),
        dispose: () => tf.dispose([x, y, ...slots.map(({ weight }) => weight)]),
      };
    },
    rateScale: ({ name }, width, { entries }) =>
      rates[entries][name === 'in' || name === 'out' ? name : 'hidden'](width),
  };
}

/** The standard parametrisation: every weight starts as N(0, 1/fan-in), one rate for all layers. */
export const residualMlpSpFamily = residualMlp({
  name: 'residual-mlp-sp',
  title: 'residual MLP, standard parametrisation',
  describes: 'weights N(0, 1/fan-in)',
  readout: (width) => 1 / Math.sqrt(width),
  rates: {
    gradient: { in: one, hidden: one, out: one },
    constant: { in: one, hidden: one, out: one },
  },
});

/**
 * The maximal update parametrisation μP (Yang et al., arXiv 2203.03466, table 3): as the standard
 * one but for the readout, N(0, 1/n²), and for the rates of layers that are trained whole.
 */
export const residualMlpMupFamily = residualMlp({
  name: 'residual-mlp-mup',
  title: 'residual MLP, μP',
  describes: 'weights N(0, 1/fan-in), the readout N(0, 1/n²)',
  readout: inverse,
  rates: {
    gradient: { in: n, hidden: one, out: inverse },
    constant: { in: one, hidden: inverse, out: inverse },
  },
});
