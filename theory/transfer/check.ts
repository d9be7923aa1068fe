import {
  combinations,
  contenderNames,
  contenderOf,
  familyOf,
  measureLosses,
  optimiserOf,
  transferReport,
} from '@singlora/scaling';
import { z } from 'zod';
import { checkExperiment } from '../experiment.ts';
import { upTo } from '../ranges.ts';
import { settingsOf } from '../settings.ts';
import { widthRuns } from '../width-runs.ts';
import { fields, record } from './record.ts';
import { summaryOf } from './summary.ts';

const shape = settingsOf(fields, {
  family: 'families',
  optimiser: 'optimisers',
  method: 'methods',
});

const settings = z.strictObject({
  ...shape,
  methods: shape.methods.describe(
    `adapter methods; -scaled: with core’s lr_scaling (${contenderNames().join(', ')})`,
  ),
  seeds: shape.seeds
    .refine((seeds) => seeds.length >= 2, 'at least two, for the spread')
    .describe('seeds, at least two'),
});

type Settings = z.infer<typeof settings>;

const standard: Settings = {
  families: ['residual-mlp-mup', 'two-layer'],
  methods: ['singlora', 'singlora-scaled', 'lora', 'lora+'],
  optimisers: ['adam'],
  widths: [64, 128, 256, 512, 1024],
  seeds: upTo(8),
  steps: 60,
  lowest: -12,
  highest: -3,
  perOctave: 2,
  rank: 8,
  alpha: 8,
};

export default checkExperiment<typeof record, Settings>({
  record,
  name: 'transfer',
  description:
    'Finds the best learning rate at growing widths, and what a rate tuned on a small model costs a large one.',
  settings,
  presets: {
    default: standard,
    full: {
      ...standard,
      methods: [
        ...standard.methods,
        'lora+16',
        'signed-singlora-scaled',
        'singlora-dora-scaled',
        'symlora-scaled',
      ],
      widths: [...standard.widths, 2048],
      seeds: upTo(10),
      lowest: -14,
    },
    smoke: {
      ...standard,
      families: ['two-layer'],
      methods: ['singlora', 'singlora-scaled'],
      widths: [16, 32, 64],
      seeds: upTo(3),
      steps: 10,
      lowest: -8,
      perOctave: 1,
    },
  },
  plan: ({ families, optimisers, methods, ...shared }, preset) =>
    combinations({ family: families, optimiser: optimisers, method: methods }).map((axes) => {
      const family = familyOf(axes.family);
      contenderOf(axes.method, family, optimiserOf(axes.optimiser)); // a name that does not exist is told now
      const widths = shared.widths.filter((width) => width <= (family.widest ?? Infinity));
      return { version: 1, preset, ...axes, ...shared, widths };
    }),
  label: ({ family, method, optimiser }) => `${family} · ${method} · ${optimiser}`,
  open: () =>
    widthRuns((config, models) => ({
      measure: (width, seed) => measureLosses(config, models, width, seed),
      report(units) {
        const report = transferReport(config, units);
        return { result: { version: 1, ...report }, summary: summaryOf(report) };
      },
    })),
  says:
    '[best rate ∝ n^{exponent} (95 % {exponent_low} to {exponent_high})][, derived {predicted}]' +
    '[; kept, it costs × {kept_ratio} in loss at n = {widest}]; {seconds} s',
});
