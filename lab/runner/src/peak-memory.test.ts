import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Two runs of one process, of which the first takes 600 MiB: the peaks of both, in MiB. */
const program = `
  import { startPeak } from ${JSON.stringify(new URL('./peak-memory.ts', import.meta.url).href)};
  const first = startPeak();
  let taken = Buffer.alloc(600 * 2 ** 20, 1);
  const peaks = [first()];
  taken = undefined;
  gc();
  await new Promise((resolve) => setTimeout(resolve, 200));
  peaks.push(startPeak()());
  console.log(JSON.stringify(peaks));
`;

it.runIf(process.platform === 'linux')('is a run’s own, whatever an earlier one took', () => {
  const flags = ['--expose-gc', '--import=tsx', '--input-type=module', '--eval', program];
  const printed = execFileSync(process.execPath, flags, { encoding: 'utf8' });
  const [first, second] = (JSON.parse(printed) as Record<string, number>[]).map(
    ({ runPeakRssBytes = NaN }) => runPeakRssBytes / 2 ** 20,
  ) as [number, number];
  expect(first - second).toBeGreaterThan(100);
});
