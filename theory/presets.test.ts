import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseInvocation, type Experiment } from '@singlora/runner';
import { expect, it } from 'vitest';
import type { CheckRecord } from './record.ts';

/** Of what a view declares. */
interface Shown {
  readonly record: CheckRecord;
}

const checks = readdirSync(import.meta.dirname)
  .map((folder) => join(import.meta.dirname, folder, 'check.ts'))
  .filter((file) => existsSync(file));

it.each(checks)('every preset is a command that plans runs as recorded: %s', async (file) => {
  const { default: check } = (await import(file)) as { default: Experiment };
  const { default: shown } = (await import(join(dirname(file), 'view/index.ts'))) as {
    default: Shown | Shown[];
  };
  const [{ record }] = [shown].flat() as [Shown];
  for (const preset of Object.keys(check.presets)) {
    const { settings } = parseInvocation(check, 'theory', ['--preset', preset]);
    const plans = check.plan(settings, preset);
    expect(plans.length, preset).toBeGreaterThan(0);
    for (const { config } of plans) expect(record.config.parse(config)).toEqual(config);
  }
});
