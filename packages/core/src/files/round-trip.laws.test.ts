import { fc, test } from '@fast-check/vitest';
import type { NamedTensors } from '../kernels/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAdapterConfig } from '../adapter-config.ts';
import { createAdapter, type Adapter } from '../adapter.ts';
import { CoreError } from '../errors.ts';
import { adapterOn, inputOf, methodNames, trainedALittle } from '../kit.methods.test.support.ts';
import { difference, seeded, slotOf, startTensorFlow } from '../kit.test.support.ts';
import type { Slot, SlotKind } from '../slot.ts';
import { ownFile } from './own-file.ts';
import { packAdapter, unpackAdapter } from './pack.ts';

beforeAll(startTensorFlow);

/** Parts of names that mean something to PEFT, to other programs, to JavaScript or to us. */
const telling = [
  ...['shared', 'wte', 'embed_tokens', 'word_embeddings', 'lm_head', 'classifier', 'out_proj'],
  ...['lora_A', 'lora_B', 'lora_embedding_A', 'lora_magnitude_vector', 'singlora_A', 'A', 'm'],
  ...['base_model', 'model', 'base_layer', 'weight', 'bias', 'default', 'modules_to_save'],
  ...['original_module', 'token_adapter', 'trainable_tokens_delta', 'training_step_1'],
  ...['__proto__', 'constructor', 'parameters', 'start', 'x[3]', '0', '12', 'naïve λ', 'a/b:0'],
];
const part = fc.oneof(
  { arbitrary: fc.constantFrom(...telling), weight: 6 },
  { arbitrary: fc.constantFrom('a', 'b'), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 4 }), weight: 1 },
);
const layerName = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));

const kinds: readonly SlotKind[] = ['linear', 'conv1d', 'conv1x1', 'convolution', 'embedding'];
const layer = fc.record({ kind: fc.constantFrom(...kinds), bias: fc.boolean() });

const anyModel = fc.uniqueArray(layerName, { minLength: 1, maxLength: 4 }).chain((names) =>
  fc.record({
    names: fc.constant(names),
    layers: fc.array(layer, { minLength: names.length, maxLength: names.length }),
    targets: fc.oneof(
      fc.constantFrom('all-linear', '(.|\\n)*'),
      fc.subarray(names, { minLength: 1 }),
    ),
    saved: fc.option(fc.subarray(names), { nil: undefined }),
    untrained: fc.subarray(names),
    bias: fc.constantFrom('none', 'all', 'lora_only', undefined),
    ranked: fc.option(fc.constantFrom(...names), { nil: undefined }),
    u: fc.constantFrom(1, 0.3),
    alpha: fc.constantFrom(8, -3, 10.000000000000002),
    rslora: fc.boolean(),
    init: fc.constantFrom('gaussian', 'pissa', 'olora', undefined),
    principal: fc.boolean(),
    seed: fc.integer(),
  }),
);
type Model = typeof anyModel extends fc.Arbitrary<infer M> ? M : never;

const slotsOf = ({ names, layers, seed }: Model): Slot[] =>
  layers.map(({ kind, bias }, i) => {
    const { bias: own, ...slot } = slotOf(names[i]!, 6, 4 + i, seeded(seed + i), kind);
    return bias && own ? { ...slot, bias: own } : slot;
  });

/** The adapter, if such a model and settings can have one. */
function created(method: string, slots: readonly Slot[], model: Model): Adapter | undefined {
  const { targets, saved, bias, ranked, alpha, rslora, init, principal, untrained, seed } = model;
  try {
    const config = parseAdapterConfig({
      method,
      r: 2,
      lora_alpha: alpha,
      target_modules: targets,
      ...(saved && { modules_to_save: saved }),
      ...(bias && { bias }),
      ...(ranked !== undefined && { rank_pattern: { [ranked]: 3 } }),
      ...((rslora || method === 'rslora') && { use_rslora: true }),
      ...(principal && /^singlora/.test(method) && { init: { dist: 'principal' }, ramp: 'none' }),
      ...(init &&
        /lora$|dora$/.test(method) &&
        !/sing|sym/.test(method) && { init_lora_weights: init }),
    });
    return createAdapter(slots, config, seeded(seed), { untrained });
  } catch (error) {
    expect(error).toBeInstanceOf(CoreError);
    return undefined;
  }
}

const numbersOf = (tensors: NamedTensors) =>
  Object.entries(tensors)
    .map(([name, tensor]) => [name, tensor.shape, [...tensor.dataSync()]] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

const largest = (tensor: tf.Tensor) => tf.max(tf.abs(tensor)).dataSync()[0]!;

describe.each(methodNames)('%s', (method) => {
  test.prop([anyModel], { numRuns: Number(process.env['SINGLORA_RUNS'] ?? 30) })(
    'every adapter that can be created comes back from its files bit for bit',
    async (model) => {
      const slots = slotsOf(model);
      const adapter = created(method, slots, model);
      if (!adapter) return;
      const parameters = trainedALittle(adapter, model.seed);
      const hasRamp = 'ramp' in adapter.config && adapter.config.ramp !== 'none';
      const { u } = model;
      const files = await packAdapter(adapter, { parameters, u });
      const { adapter: again } = await unpackAdapter(files, slots);
      if (hasRamp) expect(again.u).toBe(u);
      expect([...again.targets]).toEqual([...adapter.targets]);
      expect(numbersOf({ ...again.untrained, ...again.parameters })).toEqual(
        numbersOf({ ...adapter.untrained, ...parameters }),
      );
      expect(numbersOf(again.start)).toEqual(numbersOf(adapter.start));
      const { [ownFile]: own, ...lora } = files;
      if (own) expect(again.config).toEqual(adapter.config);
      const { adapter: plain } = await unpackAdapter(lora, slots);
      expect(plain.u).toBe(1);
      for (const slot of slots) {
        const x = inputOf(slot, model.seed);
        const y = adapter.apply(parameters, tf.scalar(u))(slot.name, x);
        const asLora = plain.apply(plain.parameters, tf.scalar(1))(slot.name, x);
        expect(difference(asLora, y)).toBeLessThan(1e-5 * Math.max(10, largest(y)));
      }
    },
  );
});

it.each([
  ['lora_A', { modules_to_save: ['head.lora_A'] }, 'head.lora_A'],
  ['base_layer', { modules_to_save: ['a.base_layer.b'] }, 'a.base_layer.b'],
  ['token_adapter', { bias: 'all' }, 'a.token_adapter'],
  ['attention', {}, 'attention.base_layer.out_proj'],
  ['half a character', {}, 'a\uD800'],
  ['a layer without a name', { target_modules: 'q|' }, ''],
] as const)(
  'refuses %s before training, where files could not give it back',
  (_what, more, name) => {
    const slots = [slotOf('q', 4, 4), slotOf(name, 4, 4)];
    const make = () => adapterOn(slots, { method: 'lora', ...more });
    expect(make).toThrow(expect.objectContaining({ code: 'ADAPTER_UNSAVABLE' }));
  },
);

it('refuses all-linear where its names would also mean layers of another kind', () => {
  const slots = [slotOf('q', 4, 4), slotOf('a.q', 4, 4, seeded(2), 'embedding')];
  const make = (more: object) =>
    adapterOn(slots, { method: 'lora', target_modules: 'all-linear', ...more });
  expect(() => make({})).toThrow(/"all-linear".* also mean a\.q\. Add this to exclude_modules/);
  expect(make({ exclude_modules: ['a.q'] }).targets).toEqual(['q']);
});
