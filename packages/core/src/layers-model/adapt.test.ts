import { parseSafetensors } from '../formats/index.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAdapterConfig } from '../adapter-config.ts';
import { packAdapter, unpackAdapter } from '../files/pack.ts';
import { difference, normals, seeded, startTensorFlow } from '../kit.test.support.ts';
import { adaptLayersModel, attachAdapter } from './adapt.ts';
import { layersModelSlots } from './host-layer.ts';

beforeAll(startTensorFlow);

/** A custom attention whose dense layers no model lists. */
class Attention extends tf.layers.Layer {
  static className = 'Attention';
  readonly query = tf.layers.dense({ units: 4, name: 'query' });
  readonly value = tf.layers.dense({ units: 4, name: 'value' });
  override build(shape: tf.Shape): void {
    for (const part of [this.query, this.value]) part.build(shape);
    this.built = true;
  }
  override get trainableWeights() {
    return [...this.query.trainableWeights, ...this.value.trainableWeights];
  }
  override set trainableWeights(_) {}
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const [q, v] = [this.query, this.value].map((part) => part.call(x, {}) as tf.Tensor3D);
    return tf.matMul(tf.softmax(tf.matMul(q!, q!, false, true)), v!);
  }
}

const initial = (seed: number) => tf.initializers.randomNormal({ stddev: 0.5, seed });

/** Words and a picture: an embedding with an attention, a convolution in a model inside, and a dense layer. */
function makeModel(): tf.LayersModel {
  const words = tf.input({ shape: [3] });
  const picture = tf.input({ shape: [5, 5, 2] });
  const embedded = tf.layers
    .embedding({ inputDim: 7, outputDim: 4, name: 'tokens', embeddingsInitializer: initial(1) })
    .apply(words);
  const attended = new Attention({ name: 'attention' }).apply(embedded) as tf.SymbolicTensor;
  const look = tf.layers.conv2d({
    filters: 3,
    kernelSize: 3,
    strides: 2,
    activation: 'relu',
    name: 'conv',
    kernelInitializer: initial(2),
    inputShape: [5, 5, 2],
  });
  const eye = tf.sequential({ layers: [look, tf.layers.flatten()], name: 'eye' });
  const both = tf.layers
    .concatenate()
    .apply([
      tf.layers.flatten().apply(attended) as tf.SymbolicTensor,
      eye.apply(picture) as tf.SymbolicTensor,
    ]);
  const out = tf.layers.dense({ units: 1, name: 'out', kernelInitializer: initial(3) }).apply(both);
  return tf.model({ inputs: [words, picture], outputs: out as tf.SymbolicTensor });
}

const inputs = (): [tf.Tensor, tf.Tensor] => [
  tf.tensor2d([1, 2, 3, 6, 0, 1, 4, 4, 4, 2, 5, 3], [4, 3]),
  normals(seeded(8), [4, 5, 5, 2]),
];
const targets = () => tf.tensor2d([1, -1, 2, 0], [4, 1]);
const all = ['tokens', 'query', 'value', 'conv', 'out'];
/** A fresh adapter on a model. */
const adapt = (model: tf.LayersModel, method = 'lora', more = {}) =>
  adaptLayersModel(
    model,
    parseAdapterConfig({ method, r: 2, target_modules: all, ...more }),
    seeded(4),
  );

const predicted = (model: tf.LayersModel) => model.predict(inputs()) as tf.Tensor;

/** A model with an adapter, trained by `fit`; `base` has its outputs before. */
async function fitted(method: string, more = {}, epochs = 3) {
  const model = makeModel();
  const base = predicted(model);
  const adapted = adapt(model, method, more);
  model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
  const callbacks = adapted.ramp(epochs);
  const { history } = await model.fit(inputs(), targets(), { epochs, verbose: 0, callbacks });
  return { model, adapted, base, losses: history['loss'] as number[] };
}

describe('an adapter on a tfjs-layers model', () => {
  it('finds the layers of models and of layers inside', () => {
    expect(layersModelSlots(makeModel()).map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      ...['tokens: embedding', 'attention.query: conv1d', 'attention.value: conv1d'],
      ...['eye.conv: convolution', 'out: conv1d'],
    ]);
  });

  it.each([
    ['lora', {}],
    ['dora', {}],
    ['singlora', { target_modules: ['query', 'value', 'conv', 'out'] }],
    ['lora', { target_modules: ['tokens'], modules_to_save: ['out', 'conv'] }],
  ])('is trained by fit and seen by predict: %s %o', async (method, more) => {
    const { model, adapted, base, losses } = await fitted(method, more, 20);
    expect(losses.at(-1)).toBeLessThan(0.3 * losses[0]!);
    const before = model.getWeights();
    expect(before.map(({ shape }) => shape)).toEqual(
      makeModel()
        .getWeights()
        .map(({ shape }) => shape),
    );
    expect(difference(predicted(model), base)).toBeGreaterThan(0.1);
    adapted.remove();
    expect(difference(predicted(model), base)).toBe(0);
  });

  it('goes by the value of the ramp', async () => {
    const { model, adapted, base } = await fitted('singlora', { target_modules: ['query', 'out'] });
    expect(adapted.u).toBe(1);
    adapted.u = 0;
    expect(difference(predicted(model), base)).toBeLessThan(1e-6);
  });

  it('starts as the model itself', () => {
    const model = makeModel();
    const base = predicted(model);
    adapt(model, 'dora');
    expect(difference(predicted(model), base)).toBeLessThan(1e-6);
  });

  it('is saved beside the model, and put on it again where it was on its ramp', async () => {
    const { model, adapted } = await fitted('singlora', { target_modules: ['query', 'out'] });
    adapted.u = 0.25;
    let saved: tf.io.ModelArtifacts | undefined;
    const keep = async (artifacts: tf.io.ModelArtifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const } };
    };
    await model.save(tf.io.withSaveHandler(keep));
    expect(saved!.weightSpecs!.map(({ name }) => name)).not.toContainEqual(
      expect.stringContaining('.A'),
    );
    const files = await packAdapter(adapted.adapter, adapted);

    const again = makeModel();
    again.setWeights(model.getWeights());
    const { adapter } = await unpackAdapter(files, layersModelSlots(again));
    expect(attachAdapter(again, adapter).u).toBe(0.25);
    expect(difference(predicted(again), predicted(model))).toBeLessThan(1e-6);
  });

  it.each(['lora', 'dora'])('is merged into the weights and out again: %s', async (method) => {
    const { model, adapted } = await fitted(method);
    const wanted = predicted(model);
    adapted.merge();
    expect(Object.hasOwn(model.getLayer('out'), 'call')).toBe(false);
    expect(difference(predicted(model), wanted)).toBeLessThan(1e-5);
    adapted.unmerge();
    expect(difference(predicted(model), wanted)).toBe(0);
  });

  it('drops out only while training', async () => {
    const { model, losses } = await fitted('lora', { lora_dropout: 0.5 });
    expect(losses).not.toEqual((await fitted('lora')).losses);
    expect(difference(predicted(model), predicted(model))).toBe(0);
  });

  it.each(['sequential', 'functional'])('trains itself alone: %s', async (kind) => {
    const layers = [
      tf.layers.dense({ inputShape: [4], units: 6, kernelInitializer: initial(1) }),
      tf.layers.batchNormalization(),
      tf.layers.prelu(),
      tf.layers.dense({ units: 1, kernelInitializer: initial(2) }),
    ];
    const x = tf.input({ shape: [4] });
    const y = () => layers.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
    const model =
      kind === 'sequential' ? tf.sequential({ layers }) : tf.model({ inputs: x, outputs: y() });
    const before = model.getWeights().map((weight) => tf.clone(weight));
    const { parameters } = adapt(model, 'lora', { target_modules: 'all-linear' });
    for (let again = 0; again < 2; again++) {
      const first = Object.values(parameters).map((value) => tf.clone(value));
      model.compile({ optimizer: tf.train.adam(0.1), loss: 'meanSquaredError' });
      const x = normals(seeded(5), [8, 4], 2);
      await model.fit(x, targets().tile([2, 1]), { epochs: 3, verbose: 0 });
      model.getWeights().forEach((weight, i) => expect(difference(weight, before[i]!)).toBe(0));
      Object.values(parameters).forEach((value, i) =>
        expect(difference(value, first[i]!)).toBeGreaterThan(0),
      );
    }
  });

  it('drops out anew in each layer and at each step', () => {
    const dense = (name: string) =>
      tf.layers.dense({ units: 64, useBias: false, kernelInitializer: 'identity', name });
    const layers = [dense('a'), dense('b')];
    const model = tf.sequential({
      layers: [tf.layers.inputLayer({ inputShape: [64] }), ...layers],
    });
    const more = { r: 64, target_modules: 'all-linear', lora_dropout: 0.5 };
    const { parameters } = adapt(model, 'lora', more);
    for (const value of Object.values(parameters)) (value as tf.Variable).assign(tf.eye(64));
    const ones = tf.ones([1, 64]);
    const masks = [1, 2, 3, 4].flatMap(() =>
      layers.map((layer) => String((layer.call(ones, { training: true }) as tf.Tensor).dataSync())),
    );
    expect(new Set(masks).size).toBe(masks.length);
  });

  it.each([{}, { init_lora_weights: 'pissa', target_modules: ['query', 'conv'] }])(
    'is taken off whole: %o',
    (more) => {
      const model = makeModel();
      const { numTensors } = tf.memory();
      adapt(model, 'lora', more).remove();
      expect(tf.memory().numTensors).toBe(numTensors);
    },
  );

  it('leaves no tensor behind', async () => {
    const model = makeModel();
    const adapted = adapt(model);
    tf.dispose(predicted(model));
    const { numTensors } = tf.memory();
    const [x, y] = inputs();
    tf.dispose([model.predict([x, y]) as tf.Tensor, x, y]);
    expect(tf.memory().numTensors).toBe(numTensors);
    adapted.remove();
  });

  it('is refused where a method has rates of its own', () => {
    const model = makeModel();
    const { numTensors } = tf.memory();
    expect(() => adapt(model, 'lora+')).toThrow(/one rate for all/);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('is one at a time on a model', async () => {
    const model = makeModel();
    const base = predicted(model);
    const trainable = model.trainableWeights.length;
    const first = adapt(model);
    const { numTensors } = tf.memory();
    const outer = tf.sequential({ layers: [model.getLayer('eye') as tf.Sequential] });
    for (const one of [model, outer])
      expect(() => adapt(one)).toThrow(`"${one.name}" has an adapter already`);
    expect(() => attachAdapter(model, first.adapter)).toThrow(/Call its remove\(\) first/);
    expect(tf.memory().numTensors).toBe(numTensors);
    first.merge();
    expect(() => adapt(model)).toThrow(/already/);
    first.unmerge();
    first.remove();
    expect(model.trainableWeights.length).toBe(trainable);
    expect(difference(predicted(model), base)).toBe(0);
    adapt(model).remove();
  });

  it.each(['LSTM', 'GRU', 'SimpleRNN'])(
    'says that a recurrent kernel is left alone: %s',
    (kind) => {
      const make = { LSTM: tf.layers.lstm, GRU: tf.layers.gru, SimpleRNN: tf.layers.simpleRNN }[
        kind
      ]!;
      const model = tf.sequential({
        layers: [make({ units: 3, inputShape: [4, 2], name: 'memory' })],
      });
      for (const target_modules of [['memory'], 'all-linear'])
        expect(() => adapt(model, 'lora', { target_modules })).toThrow(
          new RegExp(
            `target_modules: no match among 0 layers.* kernels of recurrent layers .*${kind}`,
          ),
        );
    },
  );

  it('trains the biases of layers that it does not adapt', () => {
    const model = makeModel();
    const base = predicted(model);
    const more = { target_modules: ['value'], bias: 'all' };
    const { adapter, parameters } = adapt(model, 'lora', more);
    expect(adapter.biases).toEqual(['attention.query', 'attention.value', 'eye.conv', 'out']);
    const after = tf.tidy(() => {
      for (const name of adapter.biases) {
        const bias = parameters[`${name}.bias`]!;
        expect(tf.max(tf.abs(bias)).dataSync()[0]).toBe(0);
      }
      return predicted(model);
    });
    expect(difference(after, base)).toBeLessThan(1e-6);
    model.compile({ optimizer: tf.train.sgd(0.5), loss: 'meanSquaredError' });
    return model.fit(inputs(), targets(), { epochs: 1, verbose: 0 }).then(() => {
      for (const name of ['out', 'eye.conv'])
        expect(tf.max(tf.abs(parameters[`${name}.bias`]!)).dataSync()[0]).toBeGreaterThan(0);
    });
  });
});

describe('a layer of convolutions', () => {
  const along = {
    one: { make: tf.layers.conv1d, shape: [7, 2] },
    two: { make: tf.layers.conv2d, shape: [6, 5, 2] },
    three: { make: tf.layers.conv3d, shape: [4, 5, 3, 2] },
  };
  const layers: [keyof typeof along, object][] = [
    ['one', { padding: 'same', strides: 2 }],
    ['one', { padding: 'same', dilationRate: 2, activation: 'relu' }],
    ['one', { dataFormat: 'channelsFirst', inputShape: [2, 7] }],
    ['two', { padding: 'valid', strides: 2 }],
    ['two', { padding: 'same', strides: [1, 2], kernelSize: [2, 3] }],
    ['two', { padding: 'same', dilationRate: 2, useBias: false }],
    ['two', { padding: 'same', strides: 2, activation: 'relu' }],
    [
      'two',
      { padding: 'same', strides: [1, 2], dataFormat: 'channelsFirst', inputShape: [2, 6, 5] },
    ],
    ['three', { padding: 'same', strides: [2, 1, 1], kernelSize: [3, 2, 1] }],
    ['three', { kernelSize: 2, dataFormat: 'channelsFirst', inputShape: [2, 4, 5, 3] }],
  ];
  const modelOf = (given: object, axes: keyof typeof along = 'two') => {
    const own = { filters: 4, kernelSize: 3, kernelInitializer: initial(2), name: 'conv' };
    const { make, shape } = along[axes];
    return tf.sequential({ layers: [make({ ...own, inputShape: shape, ...given })] });
  };

  it.each(layers)('along %s runs as tfjs runs it, and as it is merged: %o', (axes, given) => {
    const model = modelOf(given, axes);
    const [, ...shape] = model.inputs[0]!.shape as number[];
    const x = normals(seeded(3), [2, ...shape]);
    const base = model.predict(x) as tf.Tensor;
    for (const method of ['lora', 'dora', 'singlora']) {
      const adapted = adapt(model, method, { target_modules: ['conv'] });
      adapted.u = 0;
      if (method === 'singlora')
        expect(difference(model.predict(x) as tf.Tensor, base)).toBeLessThan(1e-5);
      adapted.u = 1;
      for (const [name, value] of Object.entries(adapted.parameters))
        (value as tf.Variable).assign(
          tf.add(value, normals(seeded(name.length), value.shape, 0.3)),
        );
      const y = model.predict(x) as tf.Tensor;
      expect(difference(y, base)).toBeGreaterThan(0.01);
      adapted.merge();
      expect(difference(model.predict(x) as tf.Tensor, y)).toBeLessThan(1e-4);
      adapted.unmerge();
      adapted.remove();
      expect(difference(model.predict(x) as tf.Tensor, base)).toBe(0);
    }
  });

  it('is saved as PEFT saves one', async () => {
    const { adapter } = adapt(modelOf({ padding: 'same' }), 'lora', { target_modules: ['conv'] });
    const files = await packAdapter(adapter);
    const file = await parseSafetensors(files['adapter_model.safetensors']!, 'saved');
    const shapes = file.names.map((name) => [...file.info(name).shape]);
    expect(shapes).toEqual([
      [2, 2, 3, 3],
      [4, 2, 1, 1],
    ]);
  });

  it('drops out of what it sees, while training', () => {
    const model = modelOf({});
    const more = { target_modules: ['conv'], lora_dropout: 0.5 };
    const { parameters } = adapt(model, 'lora', more);
    for (const value of Object.values(parameters))
      (value as tf.Variable).assign(tf.ones(value.shape));
    const x = normals(seeded(3), [2, 6, 5, 2]);
    const run = (training: boolean) => model.apply(x, { training }) as tf.Tensor;
    expect(difference(run(true), run(false))).toBeGreaterThan(0.01);
    expect(difference(run(false), run(false))).toBe(0);
  });

  it('of other kinds is left alone', () => {
    const own = { kernelSize: 2, filters: 2 };
    const model = tf.sequential({
      layers: [
        tf.layers.depthwiseConv2d({ kernelSize: 2, inputShape: [6, 5, 2], name: 'depthwise' }),
        tf.layers.conv2dTranspose({ ...own, name: 'transposed' }),
        tf.layers.separableConv2d({ ...own, name: 'separable' }),
        tf.layers.conv2d({ ...own, name: 'conv' }),
      ],
    });
    expect(layersModelSlots(model).map(({ name }) => name)).toEqual(['conv']);
    expect(() => adapt(model, 'lora', { target_modules: ['depthwise'] })).toThrow(/depthwise/);
  });
});
