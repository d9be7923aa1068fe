import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAdapterConfig } from '../adapter-config.ts';
import { createAdapter } from '../adapter.ts';
import { archiveAdapter } from '../files/archive.ts';
import { trainedALittle } from '../kit.methods.test.support.ts';
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

describe('an adapter in a GraphModel', () => {
  it.each(['lora', 'dora', 'singlora'])('%s is merged into its weight, and out again', (method) => {
    const slot = slotOf('dense', 5, 3, seeded(1), 'conv1d');
    const config = parseAdapterConfig({ method, r: 2, target_modules: ['dense'] });
    const adapter = createAdapter([slot], config, seeded(2));
    const parameters = trainedALittle(adapter, 3);
    const model = graphModel(slot.weight as tf.Tensor2D);
    const x = normals(seeded(4), [2, 5]);
    const run = () => model.predict(x) as tf.Tensor;
    const base = run();
    const wanted = tf.sub(adapter.apply(parameters, tf.scalar(0.5))('dense', x), slot.bias!);

    const archive = archiveAdapter(adapter, parameters, 0.5);
    const undo = mergeIntoGraphModel(model, archive, (layer) => `${layer}/kernel`);
    expect(difference(run(), wanted)).toBeLessThan(1e-5);
    expect(difference(run(), wanted)).toBeLessThan(1e-5);
    undo();
    expect(difference(run(), base)).toBe(0);
  });

  it('is merged into the weight that the adapter brings, not replaced by it', () => {
    const slot = slotOf('dense', 5, 3, seeded(1), 'conv1d');
    const config = parseAdapterConfig({ method: 'lora', r: 2, target_modules: ['dense'] });
    const adapter = createAdapter([slot], config, seeded(2));
    const parameters = trainedALittle(adapter, 3);
    const model = graphModel(tf.zeros([5, 3]));
    const x = normals(seeded(4), [2, 5]);
    const archive = archiveAdapter(adapter, parameters, 1);
    const brought = { ...archive, whole: { 'dense.weight': slot.weight } };
    mergeIntoGraphModel(model, brought, () => 'dense/kernel');
    const wanted = tf.sub(adapter.apply(parameters, tf.scalar(1))('dense', x), slot.bias!);
    expect(difference(model.predict(x) as tf.Tensor, wanted)).toBeLessThan(1e-5);
  });

  it('changes nothing where a name is not there', () => {
    const slot = slotOf('dense', 5, 3, seeded(1), 'conv1d');
    const config = parseAdapterConfig({ method: 'lora', r: 2, target_modules: ['dense'] });
    const adapter = createAdapter([slot], config, seeded(2));
    const archive = archiveAdapter(adapter, adapter.parameters, 1);
    expect(() => mergeIntoGraphModel(graphModel(slot.weight as tf.Tensor2D), archive)).toThrow(
      /dense/,
    );
  });
});
