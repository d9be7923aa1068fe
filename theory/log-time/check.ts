import { list, type Experiment } from '@singlora/runner';
import { z } from 'zod';
import { upTo } from '../ranges.ts';
import { resultJson, type ConfigOf } from '../record.ts';
import { counts, numbers, rank, seeds } from '../settings.ts';
import { record, type LogTimeCell } from './record.ts';
import { trainLong } from './train.ts';

const settings = z.strictObject({
  methods: list(z.enum(['singlora', 'lora'])).describe('singlora, lora'),
  optimisers: list(z.enum(['gd', 'momentum'])).describe('gd, momentum'),
  constants: numbers().describe('k of the rate k/n'),
  widths: counts().describe('widths n'),
  seeds: seeds().describe('seeds, comma separated'),
  steps: counts().describe('after how many steps the loss is recorded'),
  rank: rank(),
});

type Settings = z.infer<typeof settings>;

/**
 * What decides what, written down before the runs. A constant holds for a method and optimiser where, at every width and seed, the
 * loss falls to half of the frozen model's (so that f has moved by Θ(1)) and has not diverged by the last step; it fails where one
 * seed at one width diverges; else it is undecided. Derived is that SingLoRA's fit of f = y is unstable at every k once n is wide
 * (proposition 7), LoRA's only at k above 1: expected is that SingLoRA fails from some k on at which LoRA holds, at every width.
 */
const standard: Settings = {
  methods: ['singlora', 'lora'],
  optimisers: ['gd', 'momentum'],
  constants: [1 / 16, 1 / 8, 1 / 4, 1 / 2],
  widths: [64, 256, 1024],
  seeds: upTo(5),
  steps: [10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
  rank: 8,
};

export default {
  name: 'log-time',
  description:
    'Trains the paper’s toy at rates k/n for thousands of steps: what happens after log n of them.',
  settings,
  presets: {
    default: standard,
    full: { ...standard, widths: [64, 256, 1024, 4096], seeds: upTo(10) },
    smoke: {
      ...standard,
      constants: [1 / 8, 1 / 2],
      widths: [16, 32, 64],
      seeds: upTo(2),
      steps: [10, 50, 100],
    },
  },
  defaultPreset: 'default',
  plan: ({ methods, optimisers, ...shared }, preset) =>
    methods.flatMap((method) =>
      optimisers.map((optimiser) => ({
        label: `${method} · ${optimiser}`,
        config: { version: 1 as const, preset, method, optimiser, ...shared },
      })),
    ),
  prepare: () =>
    Promise.resolve({
      backend: 'none (double precision)',
      assets: [],
      describe: ({ cells, diverged }) => `${diverged} of ${cells} trainings diverged`,
      async run(
        { config: { method, optimiser, constants, widths, seeds, steps, rank } },
        run,
        { signal },
      ) {
        const momentum = optimiser === 'gd' ? 0 : 0.9;
        const cells: LogTimeCell[] = [];
        for (const constant of constants)
          for (const width of widths) {
            const own: ReturnType<typeof trainLong>[] = [];
            for (const seed of seeds) {
              own.push(trainLong({ method, momentum, k: constant, rank, steps }, width, seed));
              await new Promise(setImmediate); // lets Ctrl-C be heard
              if (signal.aborted) return { status: 'interrupted' };
            }
            const losses = steps.map((_, i) => own.map((one) => one.losses[i] ?? null));
            cells.push({ constant, width, losses, diverged: own.map(({ diverged }) => diverged) });
          }
        await run.artifact('result.json', resultJson(record, { version: 1, cells }));
        const all = cells.flatMap(({ diverged }) => diverged);
        const summary = { cells: all.length, diverged: all.filter((step) => step !== null).length };
        return { status: 'finished', summary };
      },
    }),
} satisfies Experiment<Settings, ConfigOf<typeof record>>;
