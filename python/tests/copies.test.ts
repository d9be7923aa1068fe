import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const text = (...path: string[]) => readFileSync(join(import.meta.dirname, '..', ...path), 'utf8');

it('shows the script that it names', () => {
  expect(text('README.md')).toContain(`\`\`\`py\n${text('examples/first_check.py')}\`\`\``);
});

it('has the harness’s presets', () => {
  const own = 'packages/scaling/src/coordinate-check/expectation-presets.json';
  expect(text('src/singlora_coordinate_check/presets.json')).toBe(text('..', own));
});

it('has the licence of the repository', () => {
  expect(text('LICENSE')).toBe(text('../LICENSE'));
});
