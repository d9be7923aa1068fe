import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AdapterSet } from './adapter-set.ts';
import { createAdapter, frozen, type Adapter } from './adapter.ts';
import { adapterOn, methodNames, trainedALittle } from './kit.methods.test.support.ts';
import { difference, normals, seeded, slotOf, startTensorFlow } from './kit.test.support.ts';
import { parseAdapterConfig } from './adapter-config.ts';
import type { ApplySlot, Slot } from './slot.ts';

beforeAll(startTensorFlow);

const model = (seed: number): Slot[] => {
  const random = seeded(seed);
  return [
    slotOf('a.query', 5, 5, random),
    slotOf('a.up', 5, 7, random, 'conv1d'),
    slotOf('a.down', 7, 5, random),
    slotOf('head', 5, 2, random),
  ];
};

const adapterOf = (slots: Slot[], method: string, r: number, seed: number, save = false): Adapter =>
  adapterOn(
    slots,
    {
      method,
      r,
      target_modules: ['query', 'up', 'down'],
      ...(save && { modules_to_save: ['head'] }),
    },
    seed,
  );

/** The outputs of every layer on fixed inputs. */
const outputs = (slots: Slot[], apply: ApplySlot): tf.Tensor[] =>
  slots.map(({ name, inFeatures }) => apply(name, normals(seeded(9), [3, inFeatures])));

function expectSame(one: tf.Tensor[], other: tf.Tensor[], tolerance = 0): void {
  one.forEach((y, i) => expect(difference(y, other[i]!)).toBeLessThanOrEqual(tolerance));
}

const differ = (one: tf.Tensor[], other: tf.Tensor[]): boolean =>
  one.some((y, i) => difference(y, other[i]!) > 1e-3);

const method = fc.constantFrom(...methodNames);
const rank = fc.integer({ min: 1, max: 4 });
const u = fc.constantFrom(0.25, 1);
const seed = fc.integer({ min: 0, max: 1e6 });

describe('AdapterSet', () => {
  test.prop([method, method, rank, rank, u, seed], { numRuns: 20 })(
    'two adapters of any methods and ranks: switch, stack, merge, unmerge, disable, delete',
    (first, second, r1, r2, u1, s) => {
      tf.tidy(() => {
        const slots = model(s);
        const set = new AdapterSet(slots);
        const [one, two] = [
          adapterOf(slots, first, r1, s + 1),
          adapterOf(slots, second, r2, s + 2),
        ];
        const [p1, p2] = [trainedALittle(one, s + 3), trainedALittle(two, s + 4)];
        const base = outputs(slots, frozen(slots));
        const alone = outputs(slots, one.apply(p1, tf.scalar(u1)));
        set.add('one', one, p1, u1);
        set.add('two', two, p2);
        expectSame(outputs(slots, set.apply), base);

        set.use('one');
        expectSame(outputs(slots, set.apply), alone);
        expectSame(
          set.disabled(() => outputs(slots, set.apply)),
          base,
        );
        expectSame(outputs(slots, set.apply), alone);

        set.use('one', 'two');
        const stacked = outputs(slots, set.apply);
        const other = outputs(slots, two.apply(p2, tf.scalar(1)));
        const adds = [one, two].map(({ targets, update, parameters }) =>
          targets.every((name) => !update(name, parameters, tf.scalar(1)).gain),
        );
        const sum = alone.map((y, i) => tf.sub(tf.add(y, other[i]!), base[i]!));
        if (adds[1]) expectSame(stacked, sum, 1e-4);
        set.use('two', 'one');
        if (adds[0]) expectSame(outputs(slots, set.apply), sum, 1e-4);
        set.use('one', 'two');

        set.merge();
        const merged = outputs(slots, set.apply);
        expectSame(merged, stacked, 1e-4);
        set.merge();
        expectSame(outputs(slots, set.apply), merged);
        expectSame(
          set.disabled(() => outputs(slots, set.apply)),
          base,
        );
        set.unmerge();
        expectSame(outputs(slots, set.apply), stacked);

        set.delete('one');
        expect([set.names, set.active]).toEqual([['two'], ['two']]);
        expectSame(outputs(slots, set.apply), other);
        set.delete('two');
        expectSame(outputs(slots, set.apply), base);
      });
    },
  );

  test.prop([method, u, seed], { numRuns: 10 })(
    "the adapter's name makes no difference",
    (name, value, s) => {
      tf.tidy(() => {
        const slots = model(s);
        const runs = ['default', 'a.query', '__proto__'].map((label) => {
          const set = new AdapterSet(slots);
          const adapter = adapterOf(slots, name, 2, s);
          set.add(label, adapter, trainedALittle(adapter, s), value);
          set.use(label);
          return outputs(slots, set.apply);
        });
        for (const run of runs.slice(1)) expectSame(run, runs[0]!);
        expect(differ(runs[0]!, outputs(slots, frozen(slots)))).toBe(true);
      });
    },
  );

  it('merges into copies: names, layouts and the base model stay', () => {
    const slots = model(1);
    const before = slots.map(({ weight }) => weight.clone());
    const set = new AdapterSet(slots);
    set.add('one', adapterOf(slots, 'singlora', 2, 3));
    set.use('one');
    set.merge({ safe: true });
    const weights = set.mergedWeights();
    expect(Object.entries(weights).map(([name, { shape }]) => [name, shape])).toEqual([
      ['a.query.weight', [5, 5]],
      ['a.query.bias', [5]],
      ['a.up.weight', [5, 7]],
      ['a.up.bias', [7]],
      ['a.down.weight', [5, 7]],
      ['a.down.bias', [5]],
    ]);
    expect(difference(weights['a.up.weight']!, before[1]!)).toBeGreaterThan(1e-4);
    expectSame(
      slots.map(({ weight }) => weight),
      before,
    );
    set.dispose();
  });

  it('refuses a safe merge that is not finite, and is as it was', () => {
    const slots = model(1);
    const set = new AdapterSet(slots);
    const adapter = adapterOf(slots, 'lora', 2, 3);
    const parameters = {
      ...adapter.parameters,
      'a.down.lora_B': tf.fill([5, 2], Number.NaN),
    };
    set.add('bad', adapter, parameters);
    set.use('bad');
    const tensors = tf.memory().numTensors;
    expect(() => set.merge({ safe: true })).toThrow(/NaN or infinity into a\.down/);
    expect(set.merged).toEqual([]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('switches whole layers with their adapter, and lets only one bring the head', () => {
    const slots = model(2);
    const set = new AdapterSet(slots);
    for (const name of ['one', 'two']) {
      const adapter = adapterOf(slots, 'lora', 1, 4, true);
      set.add(name, adapter, trainedALittle(adapter, name.length + name.charCodeAt(0)));
    }
    const x = normals(seeded(1), [2, 5]);
    const base = set.apply('head', x);
    set.use('one');
    const one = set.apply('head', x);
    expect(difference(base, one)).toBeGreaterThan(1e-2);
    set.merge();
    expect(difference(set.apply('head', x), one)).toBe(0);
    set.unmerge();
    expect(() => set.use('one', 'two')).toThrow(/each bring their own head/);
  });

  it('says what is wrong with a name, and what merging forbids', () => {
    const slots = model(3);
    const set = new AdapterSet(slots);
    set.add('one', adapterOf(slots, 'lora', 1, 4));
    expect(() => set.use('oen')).toThrow(/no adapter named "oen".*Known: one/);
    expect(() => set.add('one', adapterOf(slots, 'lora', 1, 4))).toThrow(/already/);
    set.use('one');
    set.merge();
    expect(() => set.use()).toThrow(/unmerge/);
    expect(() => set.delete('one')).toThrow(/unmerge/);
  });

  it('keeps the base model off duty until an asynchronous scope is over', async () => {
    const slots = model(4);
    const set = new AdapterSet(slots);
    const adapter = adapterOf(slots, 'lora', 1, 4);
    set.add('one', adapter, trainedALittle(adapter, 1));
    set.use('one');
    const run = () => outputs(slots, set.apply);
    const on = run();
    const off = await set.disabled(async () => {
      await Promise.resolve();
      return run();
    });
    expectSame(off, outputs(slots, frozen(slots)));
    expectSame(run(), on);
    await expect(set.disabled(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(() =>
      set.disabled(() =>
        slots.forEach(() => {
          throw new Error('no');
        }),
      ),
    ).toThrow('no');
    expectSame(run(), on);
  });

  it('frees what it owns', () => {
    const slots = model(5);
    const before = tf.memory().numTensors;
    const set = new AdapterSet(slots);
    set.add('one', adapterOf(slots, 'singlora-dora', 2, 3, true));
    set.use('one');
    set.merge({ safe: true });
    tf.dispose(outputs(slots, set.apply));
    set.dispose();
    // The inputs that `outputs` made.
    expect(tf.memory().numTensors - before).toBe(slots.length);
  });

  it('frees what is saved untrained', () => {
    const slots = model(5);
    const before = tf.memory().numTensors;
    const settings = { target_modules: ['query'], modules_to_save: ['head'] };
    const config = parseAdapterConfig({ method: 'lora', ...settings });
    const set = new AdapterSet(slots);
    set.add('one', createAdapter(slots, config, seeded(3), { untrained: ['head'] }));
    set.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
