import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { expectationPresets, modulesOf, usualPreset } from './expectation-presets.ts';
import { firstCause } from './first-cause.ts';
import { judgeCoordinates } from './report.ts';
import type { CoordinateUnit } from './watched.ts';

/** A made-up module: its number of entries, and the exponents of its size and its change after steps 0 to 2; null is 0. */
interface Shape {
  readonly grows: boolean;
  readonly size: readonly number[];
  readonly change: readonly (number | null)[];
}

type Model = Readonly<Record<string, Shape>>;

const hidden = (size: number, ...change: (number | null)[]): Shape => ({
  grows: true,
  size: [size, size, size],
  change: [null, ...change],
});
const output = (size: number[], ...change: (number | null)[]): Shape => ({
  grows: false,
  size,
  change: [null, ...change],
});

/** The exponents that theory gives, by preset. */
const right: Readonly<Record<keyof typeof expectationPresets, Model>> = {
  sp: { in: hidden(0, 0, 0), block: hidden(0, 1, 1), out: output([0, 1, 1], 3 / 2, 3 / 2) },
  mup: { in: hidden(0, 0, 0), block: hidden(0, 0, 0), out: output([-1 / 2, 0, 0], 0, 0) },
  lora: {
    'q.base_layer': hidden(0, null, null),
    'q.lora_A': output([0, 0, 1 / 2], null, 1 / 2),
    'q.lora_B': { ...hidden(0, -1 / 2, 0), size: [0, -1 / 2, 0] },
    q: hidden(0, -1 / 2, 0),
    out: output([0, 0, 0], 0, 1 / 2),
  },
  'lora+': {
    'q.base_layer': hidden(0, null, null),
    'q.lora_A': output([0, 0, 0], null, 0),
    'q.lora_B': hidden(0, 0, 0),
    q: hidden(0, 0, 0),
    out: output([0, 0, 0], 0, 1 / 2),
  },
};

/** Records of the model at five widths and eight seeds, with entries that scatter by 5 %. */
function measured(model: Model, seed: number): CoordinateUnit[] {
  const random = randomStream(seed, 'made-up model');
  return [64, 128, 256, 512, 1024].flatMap((width) =>
    Array.from({ length: 8 }, (_, one) => {
      const value = (exponent: number | null | undefined) =>
        typeof exponent === 'number'
          ? 0.01 * (width / 64) ** exponent * Math.exp(0.05 * random.normal())
          : 0;
      const coordinates = Object.fromEntries(
        Object.entries(model).map(([name, { grows, size, change }]) => [
          name,
          [0, 1, 2].map((step) => {
            const [root, moved] = [value(size[step]), value(change[step])];
            const largest = { largest: 3 * root, largestChange: 3 * moved };
            return { step, entries: grows ? width : 10, size: root, change: moved, ...largest };
          }),
        ]),
      );
      return { width, seed: one, coordinates, losses: [], frozenLoss: null };
    }),
  );
}

const causeIn = (preset: keyof typeof expectationPresets, model: Model, seed: number) => {
  const units = measured(model, seed);
  const cause = firstCause(judgeCoordinates(units, expectationPresets[preset](modulesOf(units))));
  const [first] = cause?.faults ?? [];
  return (
    cause && `${cause.module} ${first?.verdict} after ${first?.step}, ${cause.after.length} after`
  );
};

const presets = Object.keys(right) as (keyof typeof right)[];
const seeds = Array.from({ length: 8 }, (_, i) => i);

describe.each(presets)('%s', (preset) => {
  it('finds no fault in a model that grows as it says', () => {
    for (const seed of seeds) expect(causeIn(preset, right[preset], seed)).toBeUndefined();
  });

  it('finds each module that grows faster or shrinks, at the step where it does', () => {
    for (const [name, shape] of Object.entries(right[preset]))
      for (const by of [-2, 2])
        for (const step of [1, 2]) {
          const exponent = shape.change[step];
          if (typeof exponent !== 'number') continue;
          // Later steps may reverse their signs in wide networks of the standard parametrisation.
          if (preset === 'sp' && step === 2 && by < 0) continue;
          const change = shape.change.map((own, i) => (i === step ? exponent + by : own));
          const wrong = { ...right[preset], [name]: { ...shape, change } };
          expect(causeIn(preset, wrong, step)).toBe(
            `${name} ${by > 0 ? 'exploding' : 'vanishing'} after ${step}, 0 after`,
          );
        }
  });

  it('finds a module whose start grows with the width', () => {
    for (const [name, shape] of Object.entries(right[preset])) {
      // A frozen network's sizes are its own.
      if (preset.startsWith('lora') && name !== 'q.lora_A') continue;
      // The output of μP may start as large as training makes it.
      const by = preset === 'mup' && name === 'out' ? 1 : 1 / 2;
      const size = shape.size.map((own, i) => (i === 0 ? own + by : own));
      const wrong = { ...right[preset], [name]: { ...shape, size } };
      expect(causeIn(preset, wrong, 3)).toBe(`${name} exploding after 0, 0 after`);
    }
  });
});

it('lets an output of μP start as large as it ends, where it shares the embedding, but not move with the width', () => {
  const out = (change: number) => ({
    ...right.mup,
    out: output([0, 0, 0], change, change),
  });
  expect(causeIn('mup', out(0), 0)).toBeUndefined();
  expect(causeIn('mup', out(1 / 2), 0)).toBe('out exploding after 1, 0 after');
});

it('is LoRA’s by default where peft adapts a model, and none elsewhere', () => {
  const of = (model: Model) => usualPreset(modulesOf(measured(model, 0)));
  expect([of(right.lora), of(right.mup)]).toEqual(['lora', undefined]);
});
