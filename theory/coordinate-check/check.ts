import type { Experiment } from '@singlora/runner';
import { powerNotice } from '@singlora/scaling';
import { planChecks, type CoordinateRunConfig } from './plan.ts';
import { openMeasuredSession, planMeasured, type MeasuredConfig } from './measured/session.ts';
import { presets } from './presets.ts';
import { coordinates } from './run.ts';
import { coordinateSettings, type CoordinateSettings } from './settings.ts';
import { openWidthSession } from '../width-session.ts';

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
