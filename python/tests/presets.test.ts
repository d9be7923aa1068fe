import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { python, runCommand, withPython } from './python.test.support.ts';
import { linesOf } from './units.test.support.ts';

const presets = ['sp', 'mup', 'lora', 'lora+'] as const;

type Preset = (typeof presets)[number];

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
const right: Readonly<Record<Preset, Model>> = {
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

/** A record of the model at five widths and eight seeds, with entries that scatter by 5 %. */
function recordOf(model: Model, seed: number): string {
  const random = randomStream(seed, 'made-up model');
  const units = [64, 128, 256, 512, 1024].flatMap((width) =>
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
  return units.map(linesOf).join('');
}

interface Verdict {
  readonly first: {
    readonly module: string;
    readonly verdict: string;
    readonly step: number;
    readonly after: readonly string[];
  } | null;
}

describe.skipIf(!python)(withPython('a preset'), () => {
  const folder = folderForAllTests();

  /** The first cause in each model's record; null without one. */
  function causesIn(models: readonly Model[], ...flags: string[]): (string | null)[] {
    const files = models.map((model, i) => {
      const file = join(folder, `${i}.jsonl`);
      writeFileSync(file, recordOf(model, i % 8));
      return file;
    });
    const { stdout, stderr } = runCommand(...files, '--quiet', ...flags);
    expect(stderr).toBe('');
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const { first } = JSON.parse(line) as Verdict;
        const { module, verdict, step, after } = first ?? {};
        return first && `${module} ${verdict} after ${step}, ${after?.length} after`;
      });
  }

  it.each(presets)('%s finds no fault in models that grow as it says', (preset) => {
    const models = Array.from({ length: 8 }, () => right[preset]);
    expect(causesIn(models, `--expect=${preset}`)).toEqual(models.map(() => null));
  });

  it.each(presets)('%s finds each module that grows faster or shrinks, where it does', (preset) => {
    const wrong = Object.entries(right[preset]).flatMap(([name, shape]) =>
      [-2, 2].flatMap((by) =>
        [1, 2].flatMap((step) => {
          const exponent = shape.change[step];
          // Later steps may reverse their signs in wide networks of the standard parametrisation.
          if (typeof exponent !== 'number' || (preset === 'sp' && step === 2 && by < 0)) return [];
          const change = shape.change.map((own, i) => (i === step ? exponent + by : own));
          const model = { ...right[preset], [name]: { ...shape, change } };
          return {
            model,
            cause: `${name} ${by > 0 ? 'exploding' : 'vanishing'} after ${step}, 0 after`,
          };
        }),
      ),
    );
    const models = wrong.map(({ model }) => model);
    expect(causesIn(models, `--expect=${preset}`)).toEqual(wrong.map(({ cause }) => cause));
  });

  it.each(presets)('%s finds a module whose start grows with the width', (preset) => {
    // A frozen network's sizes are its own.
    const names = Object.keys(right[preset]).filter(
      (name) => !preset.startsWith('lora') || name === 'q.lora_A',
    );
    const models = names.map((name) => {
      const shape = right[preset][name]!;
      // The output of μP may start as large as training makes it.
      const by = preset === 'mup' && name === 'out' ? 1 : 1 / 2;
      const size = shape.size.map((own, i) => (i === 0 ? own + by : own));
      return { ...right[preset], [name]: { ...shape, size } };
    });
    expect(causesIn(models, `--expect=${preset}`)).toEqual(
      names.map((name) => `${name} exploding after 0, 0 after`),
    );
  });

  it('lets an output of μP start as large as it ends, where it shares the embedding, but not move with the width', () => {
    const out = (change: number) => ({ ...right.mup, out: output([0, 0, 0], change, change) });
    expect(causesIn([out(0), out(1 / 2)], '--expect=mup')).toEqual([
      null,
      'out exploding after 1, 0 after',
    ]);
  });

  it('is LoRA’s by default where peft adapts a model', () => {
    expect(causesIn([right.lora])).toEqual([null]);
  });
});
