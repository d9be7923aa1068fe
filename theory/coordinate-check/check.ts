import type { Experiment } from '@singlora/runner';
import { alignedRate, factorModelOf, powerNotice } from '@singlora/scaling';
import { planChecks, type CoordinateRunConfig } from './plan.ts';
import { openMeasuredSession, planMeasured, type MeasuredConfig } from './measured/session.ts';
import { coordinates } from './run.ts';
import { coordinateSettings, type CoordinateSettings } from './settings.ts';
import { upTo } from '../ranges.ts';
import { openWidthSession } from '../width-session.ts';

const methods = [
  'singlora',
  'signed-singlora',
  'singlora-dora',
  'symlora',
  'lora',
  'lora+',
  'dora',
];

/** Where a method's output changes by Θ(1) under Adam, with the readout of μP. */
const rateExponentOf = (method: string) => alignedRate(factorModelOf(method), -1) ?? 0;

const standard: CoordinateSettings = {
  measured: [],
  families: ['residual-mlp-mup', 'residual-mlp-sp', 'transformer'],
  methods,
  optimisers: ['adam'],
  rate: 0.01,
  rateExponents: Object.fromEntries(methods.map((method) => [method, rateExponentOf(method)])),
  known: true,
  widths: [64, 128, 256, 512, 1024],
  seeds: upTo(10),
  steps: 10,
  rank: 8,
  alpha: 8,
  ramp: 0,
};

const presets: Record<string, CoordinateSettings> = {
  default: standard,
  full: { ...standard, widths: [...standard.widths, 2048], seeds: upTo(20) },
  smoke: {
    ...standard,
    families: ['residual-mlp-mup'],
    methods: ['singlora', 'lora'],
    widths: [32, 64, 128, 256],
    seeds: upTo(5),
    steps: 2,
  },
};

const check: Experiment<CoordinateSettings, CoordinateRunConfig | MeasuredConfig> = {
  name: 'coordinate-check',
  description:
    'Trains networks of growing width for a few steps, or reads what was measured on yours, and says, module by module, whether outputs and their changes keep their size.',
  settings: coordinateSettings,
  presets,
  defaultPreset: 'default',
  plan: (settings, preset) =>
    settings.measured.length > 0 ? planMeasured(settings.measured) : planChecks(settings, preset),
  prepare(settings, context) {
    if (settings.measured.length > 0) return openMeasuredSession(settings.measured);
    const notice = powerNotice(settings.widths, settings.seeds.length);
    if (notice) context.log(notice);
    return openWidthSession(coordinates, context);
  },
};

export default check;
