import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseInvocation, type Experiment } from '@singlora/runner';
import { expect, it } from 'vitest';

const checks = readdirSync(import.meta.dirname)
  .map((folder) => join(import.meta.dirname, folder, 'check.ts'))
  .filter((file) => existsSync(file));

it.each(checks)('every preset is a command that plans runs: %s', async (file) => {
  const { default: check } = (await import(file)) as { default: Experiment };
  for (const preset of Object.keys(check.presets)) {
    const { settings } = parseInvocation(check, 'theory', ['--preset', preset]);
    expect(check.plan(settings, preset).length, preset).toBeGreaterThan(0);
  }
});
