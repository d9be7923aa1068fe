import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const text = (...path: string[]) => readFileSync(join(import.meta.dirname, '..', ...path), 'utf8');

it('shows the lines of the script that it names which record', () => {
  const script = text('examples/first_check.py').split('\n\n');
  const [imports, loop] = ['from singlora_coordinate_check import', 'with Recorder'].map(
    (words) => {
      const part = script.find((one) => one.includes(words)) ?? '';
      return part.slice(part.indexOf(words)).trim();
    },
  );
  expect(text('README.md')).toContain(`\`\`\`py\n${imports}\n\n${loop}\n\`\`\``);
});

it('has the licence of the repository', () => {
  expect(text('LICENSE')).toBe(text('../LICENSE'));
});
