import { everyCombination } from '@singlora/scaling';
import { z } from 'zod';
import { checkExperiment } from '../experiment.ts';
import { upTo } from '../ranges.ts';
import { ascending, settingsOf } from '../settings.ts';
import { fields, record, type LogTimeCell } from './record.ts';
import { trainLong } from './train.ts';

const shape = settingsOf(fields, ['method', 'optimiser']);

const settings = z.strictObject({ ...shape, steps: ascending(shape.steps) });

type Settings = z.infer<typeof settings>;

/**
 * The rules of the verdicts, declared before the runs. A constant holds for a method and optimiser if, at every width and seed, the loss
 * falls to half of the frozen model's (f has then moved by Θ(1)) and has not diverged by the last step. It fails where one seed at one
 * width diverges; otherwise it is undecided. The derivation says that SingLoRA's fit of f = y is unstable at every k once n is large
 * (proposition 7), and LoRA's only at k above 1. The expectation is that, from some k on, SingLoRA fails at every width where LoRA holds.
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

export default checkExperiment<typeof record, Settings>({
  record,
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
  plan: ({ methods, optimisers, ...shared }, preset) =>
    everyCombination({ method: methods, optimiser: optimisers }).map((axes) => ({
      version: 1,
      preset,
      ...axes,
      ...shared,
    })),
  label: ({ method, optimiser }) => `${method} · ${optimiser}`,
  backend: 'none (double precision)',
  open:
    () =>
    async (config, { pause }) => {
      const { method, optimiser, constants, widths, seeds, steps, rank } = config;
      const momentum = optimiser === 'gd' ? 0 : 0.9;
      const cells: LogTimeCell[] = [];
      for (const { constant, width } of everyCombination({ constant: constants, width: widths })) {
        const own: ReturnType<typeof trainLong>[] = [];
        for (const seed of seeds) {
          own.push(trainLong({ method, momentum, k: constant, rank, steps }, width, seed));
          await pause();
        }
        const losses = steps.map((_, i) => own.map((one) => one.losses[i] ?? null));
        cells.push({ constant, width, losses, diverged: own.map(({ diverged }) => diverged) });
      }
      const all = cells.flatMap(({ diverged }) => diverged);
      const diverged = all.filter((step) => step !== null).length;
      return { result: { version: 1 as const, cells }, summary: { cells: all.length, diverged } };
    },
  says: '{diverged} of {cells} trainings diverged',
});
