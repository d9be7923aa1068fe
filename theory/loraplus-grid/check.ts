import { list } from '@singlora/runner';
import {
  combinations,
  optimiserOf,
  rateGridResult,
  rateLattice,
  toyMethodOf,
  type ToyMethod,
  type WidthGrid,
} from '@singlora/scaling';
import { z } from 'zod';
import { checkExperiment } from '../experiment.ts';
import { count } from '../record.ts';
import { ascending, settingsOf } from '../settings.ts';
import { measureGrid } from './measure.ts';
import { fields, record } from './record.ts';
import { summaryOf } from './summary.ts';

const { rates: _rates, ...shared } = fields;
const shape = settingsOf(shared, ['method', 'optimiser']);

const range = () =>
  list(z.number()).refine(
    (ends) => ends.length === 2 && (ends[0] ?? 0) < (ends[1] ?? 0),
    'not two powers of ten, the lower first, such as -5,-1',
  );

const settings = z.strictObject({
  ...shape,
  steps: ascending(shape.steps),
  rangeA: range().describe("powers of ten that LoRA's rate for A goes from and to"),
  rangeB: range().describe("powers of ten that LoRA's rate for B goes from and to"),
  perDecade: count.describe('rates per power of ten, where there are two'),
  rangeSingle: range().describe('powers of ten that the rate goes from and to where there is one'),
  perDecadeSingle: count.describe('rates per power of ten, where there is one'),
});

type Settings = z.infer<typeof settings>;

const standard: Settings = {
  methods: ['lora', 'lora-one-rate', 'singlora'],
  optimisers: ['gd'],
  widths: [100, 128, 256, 512, 1024], // LoRA+'s own 100; from 128 on, widths that it does not show
  seeds: [0, 1, 2],
  steps: [10, 50, 100, 200],
  rank: 4,
  rangeA: [-5, -1],
  rangeB: [-4, 2],
  perDecade: 3,
  rangeSingle: [-4, 0],
  perDecadeSingle: 8,
};

export default checkExperiment<typeof record, Settings>({
  record,
  name: 'loraplus-grid',
  description:
    "LoRA+'s heat map of two learning rates on its two-layer toy, at growing widths, beside LoRA and SingLoRA with one rate.",
  settings,
  presets: {
    default: standard,
    full: {
      ...standard,
      optimisers: ['gd', 'adam'],
      widths: [...standard.widths, 2048, 4096],
      seeds: [0, 1, 2, 3, 4],
      rangeA: [-5, 0], // Adam tolerates higher rates
      perDecade: 5,
      perDecadeSingle: 16,
    },
    smoke: {
      ...standard,
      widths: [16, 32, 64],
      seeds: [0, 1],
      steps: [2, 4],
      rangeA: [-3, -1],
      rangeB: [-2, 0],
      perDecade: 1,
      rangeSingle: [-2, 0],
      perDecadeSingle: 1,
    },
  },
  /** One run per method and optimiser; each covers all widths, so that it contains its own trends. */
  plan(settings, preset) {
    const { methods, optimisers, widths, seeds, steps, rank } = settings;
    return combinations({ optimiser: optimisers, method: methods }).map((axes) => {
      optimiserOf(axes.optimiser);
      const rates = ratesOf(toyMethodOf(axes.method), settings);
      return { version: 1, preset, ...axes, rank, widths, seeds, steps, rates };
    });
  },
  label: ({ method, optimiser }) => `${method} · ${optimiser}`,
  open: () => async (config, place) => {
    const started = performance.now();
    const grids: WidthGrid[] = [];
    for (const width of config.widths) {
      const grid = await measureGrid(config, width, place);
      grids.push(grid);
      const seconds = (performance.now() - started) / 1000;
      place.log(`  n = ${width}: ${grid.cells.length} cells, ${seconds.toFixed(0)} s so far`);
    }
    const { title, claimed } = toyMethodOf(config.method);
    const result = rateGridResult(config.steps, grids);
    return {
      result: { version: 1 as const, title, claimed, ...result },
      summary: summaryOf(result),
    };
  },
  says:
    '{cells} cells, {diverged} of them diverged[, best A ∝ n^{best_A_slope}][, best B ∝ n^{best_B_slope}][, best rate ∝ n^{best_both_slope}][, best ratio ∝ n^{best_ratio_slope}]' +
    '[, stable A ∝ n^{stable_A_slope}][, stable B ∝ n^{stable_B_slope}][, stable rate ∝ n^{stable_both_slope}][, stable ratio ∝ n^{stable_ratio_slope}], {seconds} s',
});

function ratesOf(method: ToyMethod, settings: Settings): Record<string, number[]> {
  const { rangeA, rangeB, perDecade, rangeSingle, perDecadeSingle } = settings;
  const names = Object.keys(method.rates);
  const single = names.length === 1;
  const ranges = single ? [rangeSingle] : [rangeA, rangeB];
  return Object.fromEntries(
    names.map((name, i) => {
      const [low = 0, high = 0] = ranges[i] ?? [];
      return [name, rateLattice(low, high, single ? perDecadeSingle : perDecade)];
    }),
  );
}
