import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { parseInvocation, type Experiment } from '@singlora/runner';
import { expect, it } from 'vitest';

const folder = folderForAllTests();

const checks = readdirSync(import.meta.dirname)
  .map((folder) => join(import.meta.dirname, folder, 'check.ts'))
  .filter((file) => existsSync(file));
const checkOf = async (file: string) => ((await import(file)) as { default: Experiment }).default;

it.each(checks)('every preset is a command that plans runs as recorded: %s', async (file) => {
  const check = await checkOf(file);
  for (const preset of Object.keys(check.presets)) {
    const { settings } = parseInvocation(check, 'theory', ['--preset', preset]);
    const plans = check.plan(settings, preset);
    expect(plans.length, preset).toBeGreaterThan(0);
    for (const { config } of plans) expect(check.config?.parse(config)).toEqual(config);
  }
});

it.each(checks)('a run’s file gives that run back, as it is: %s', async (file) => {
  const check = await checkOf(file);
  const own = parseInvocation(check, 'theory', ['--preset=smoke']);
  const planned = check.plan(own.settings, 'smoke').at(-1)!;
  const path = join(folder, 'run.json');
  writeFileSync(path, JSON.stringify(planned.config));
  const { run, preset, settings } = parseInvocation(check, 'theory', [`--config=${path}`]);
  expect({ run, preset }).toEqual({ run: planned, preset: 'smoke' });
  const { seeds } = planned.config as { seeds?: number[] };
  if ('seeds' in (settings as object)) expect(settings).toMatchObject({ seeds });
  // Two settings of that check are called steps.
  const steps = file.includes('expressiveness') ? 'matrix.steps' : 'steps';
  const names = Object.keys(own.settings as object);
  const flag = `--${steps.includes('.') || names.includes(steps) ? steps : names[0]}`;
  expect(() => parseInvocation(check, 'theory', [`--config=${path}`, `${flag}=3`])).toThrow(
    `${flag}: leave it out, since --config gives the whole run here`,
  );
});
