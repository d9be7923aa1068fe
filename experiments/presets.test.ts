import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseInvocation, type Experiment } from '@singlora/runner';
import { expect, it } from 'vitest';

const experiments = readdirSync(import.meta.dirname).filter((file) =>
  file.endsWith('.experiment.ts'),
);

it.each(experiments)('every preset is a command that plans runs: %s', async (file) => {
  const path = join(import.meta.dirname, file);
  const { default: experiment } = (await import(path)) as { default: Experiment };
  for (const preset of Object.keys(experiment.presets)) {
    const { settings } = parseInvocation(experiment, 'experiments', ['--preset', preset]);
    expect(settings).toEqual(experiment.presets[preset]);
    expect(experiment.plan(settings, preset).length, preset).toBeGreaterThan(0);
  }
});
