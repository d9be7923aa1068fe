import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { archiveAdapter } from '../files/archive.ts';
import { adapterOn, trainedALittle } from '../kit.methods.test.support.ts';
import { difference, normals, seeded, slotOf, startTensorFlow } from '../kit.test.support.ts';
import { mergeIntoGraphModel } from './graph-model.ts';

beforeAll(startTensorFlow);

const float = { type: 'DT_FLOAT' };

/** y = x W, as TensorFlow saves it. */
function graphModel(weight: tf.Tensor2D): tf.GraphModel<tf.io.IOHandlerSync> {
  const [rows, columns] = weight.shape;
  const size = (n: number) => ({ size: String(n) });
  const node = [
    {
      name: 'x',
      op: 'Placeholder',
      attr: { dtype: float, shape: { shape: { dim: [size(-1), size(rows)] } } },
    },
    {
      name: 'dense/kernel',
      op: 'Const',
      attr: {
        dtype: float,
        value: { tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [size(rows), size(columns)] } } },
      },
    },
    {
      name: 'y',
      op: 'MatMul',
      input: ['x', 'dense/kernel'],
      attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false } },
    },
  ];
  const artifacts = {
    modelTopology: { node, versions: { producer: 1 } },
    weightSpecs: [{ name: 'dense/kernel', shape: [rows, columns], dtype: 'float32' as const }],
    weightData: Float32Array.from(weight.dataSync()).buffer,
  };
  return tf.loadGraphModelSync({ load: () => artifacts });
}

/** A layer as the model has it, with a bias besides, and an adapter on it. */
function make(method = 'lora') {
  const slot = slotOf('dense', 5, 3, seeded(1), 'conv1d');
  const adapter = adapterOn([slot], { method, r: 2 });
  const parameters = trainedALittle(adapter, 3);
  const x = normals(seeded(4), [2, 5]);
  /** What the model gives for x with the adapter in it. */
  const wanted = (u: number) =>
    tf.sub(adapter.apply(parameters, tf.scalar(u))('dense', x), slot.bias!);
  const archive = (u: number) => archiveAdapter(adapter, parameters, u);
  return { weight: slot.weight as tf.Tensor2D, x, wanted, archive };
}

describe('an adapter in a GraphModel', () => {
  it.each(['lora', 'dora', 'singlora'])('%s is merged into its weight, and out again', (method) => {
    const { weight, x, wanted, archive } = make(method);
    const model = graphModel(weight);
    const run = () => model.predict(x) as tf.Tensor;
    const base = run();
    const undo = mergeIntoGraphModel(model, archive(0.5), (layer) => `${layer}/kernel`);
    expect(difference(run(), wanted(0.5))).toBeLessThan(1e-5);
    undo();
    expect(difference(run(), base)).toBe(0);
  });

  it('is merged into the weight that the adapter brings, not replaced by it', () => {
    const { weight, x, wanted, archive } = make();
    const model = graphModel(tf.zeros([5, 3]));
    const brought = { ...archive(1), whole: { 'dense.weight': weight } };
    mergeIntoGraphModel(model, brought, () => 'dense/kernel');
    expect(difference(model.predict(x) as tf.Tensor, wanted(1))).toBeLessThan(1e-5);
  });

  it('changes nothing where a name is not there', () => {
    const { weight, archive } = make();
    expect(() => mergeIntoGraphModel(graphModel(weight), archive(1))).toThrow(/dense/);
  });
});
