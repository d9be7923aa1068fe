import { startBackend } from '@singlora/runtime';
import { beforeAll, expect, it } from 'vitest';
import { measureCoordinates } from '../coordinate-check/coordinates.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { wholeLayerTraining } from '../training/whole-layers.ts';
import { familyOf } from './families.ts';
import small from './fixtures/small-networks.json' with { type: 'json' };
import transformers from './fixtures/transformers.json' with { type: 'json' };
import { ModelCache } from './model-cache.ts';

beforeAll(() => startBackend());

// Adam's first step is the sign of a gradient: entries near 0 get another sign in single precision.
const digits = { gd: 3, adam: 1.5 } as const;

interface Case {
  readonly family: string;
  readonly width: number;
  readonly optimiser: string;
  readonly rate: number;
  /** The losses before each step, and after the last. */
  readonly losses: readonly number[];
  /** The root mean square change of a layer's output since the start, by layer. */
  readonly changes: Readonly<Record<string, number>>;
}

it.each<Case>([...transformers, ...small])(
  'as PyTorch: $family of width $width by $optimiser',
  (one) => {
    const { width, rate, losses, changes } = one;
    const family = familyOf(one.family);
    const optimiser = optimiserOf(one.optimiser);
    const models = new ModelCache();
    const { coordinates, losses: own } = measureCoordinates(
      {
        optimiser,
        steps: [...losses.keys()].slice(1),
        learningRate: () => rate,
        trainable: wholeLayerTraining(family, optimiser),
      },
      models.get(family, width, 0),
      width,
      0,
    );
    models.dispose();
    const close = digits[one.optimiser as keyof typeof digits];
    for (const [step, loss] of losses.entries())
      expect(own[step]!.loss! / loss).toBeCloseTo(1, close);
    expect(Object.keys(coordinates)).toEqual(Object.keys(changes));
    for (const [name, change] of Object.entries(changes))
      expect(coordinates[name]!.at(-1)!.change! / change, name).toBeCloseTo(1, close);
  },
);
