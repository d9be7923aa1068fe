import { mkdirSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import type { Run } from '@singlora/tracking';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { checkExperiment, type Make } from './experiment.ts';
import type { CheckRecord } from './record.ts';
import { settingsOf } from './settings.ts';
import { keepUnit } from './units.ts';
import { widthRuns } from './width-runs.ts';

const fields = {
  version: z.literal(1),
  preset: z.string(),
  method: z.string().describe('methods'),
  widths: z.array(z.int()),
  seeds: z.array(z.int()),
};

interface Config {
  readonly preset: string;
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
}
type Sums = CheckRecord<Config, { sum: number }>;

const config: Config = { preset: 'default', widths: [2, 4], seeds: [0, 1] };

const folder = folderForAllTests();
beforeAll(() => ['a', 'b', 'c'].forEach((name) => mkdirSync(join(folder, name))));

/** Makes a run of a check with this work, in a separate folder within the test's. */
async function made(
  make: Make<Config, { sum: number }>,
  { signal = new AbortController().signal, name = '' } = {},
) {
  const settings = z.strictObject({});
  const check = checkExperiment<Sums, object>({
    record: { config: z.any(), result: z.any() },
    name: 'sums',
    description: '',
    settings,
    presets: { default: {} },
    plan: () => [config],
    label: () => 'all',
    backend: 'none',
    open: () => make,
    says: 'the sum is {sum}',
  });
  const lines: string[] = [];
  const context = { log: (line: string) => void lines.push(line), signal, env: {} };
  const session = await check.prepare({}, context);
  const [plan] = check.plan({}, 'default');
  const own = join(folder, name);
  const artifacts: Record<string, string> = {};
  const artifact = (file: string, text: string) =>
    Promise.resolve(void (artifacts[file] = text)) as never;
  const outcome = await session.run(plan!, { folder: own, artifact } as unknown as Run, context);
  return { outcome, artifacts, lines };
}

/** A measurement of n · seed that counts its calls. */
function products() {
  const measured: string[] = [];
  let freed = 0;
  const make = widthRuns<Config, { width: number; seed: number; product: number }, { sum: number }>(
    () => ({
      measure(width, seed) {
        measured.push(`${width} ${seed}`);
        return { width, seed, product: width * seed };
      },
      report(units) {
        const sum = units.reduce((total, { product }) => total + product, 0);
        return { result: { sum }, summary: { sum, lost: null }, lines: ['added'] };
      },
      dispose: () => (freed += 1),
    }),
  );
  return { make, measured, freed: () => freed };
}

it('writes the result, keeps the numbers of the summary, and frees what a run held', async () => {
  const { make, measured, freed } = products();
  const { outcome, artifacts, lines } = await made(make, { name: 'a' });
  expect(outcome).toEqual({
    status: 'finished',
    summary: { sum: 6, seconds: expect.any(Number) as number },
  });
  expect(artifacts).toEqual({ 'result.json': '{"sum":6}' });
  expect(lines).toEqual(['  added']);
  expect(measured).toEqual(['2 0', '2 1', '4 0', '4 1']);
  expect(freed()).toBe(1);
});

it('stops between its parts, keeps them, and frees what the run held', async () => {
  const { make, measured, freed } = products();
  const { outcome } = await made(make, { signal: AbortSignal.abort(), name: 'b' });
  expect(outcome).toEqual({ status: 'interrupted' });
  expect(measured).toEqual(['2 0']);
  expect(freed()).toBe(1);
  const again = products();
  expect((await made(again.make, { name: 'b' })).outcome).toMatchObject({ status: 'finished' });
  expect(again.measured).toEqual(['2 1', '4 0', '4 1']);
});

it('takes parts as they were kept, even after a line that was cut off', async () => {
  await keepUnit(join(folder, 'c'), { width: 4, seed: 1, product: 100 });
  await appendFile(join(folder, 'c/units.jsonl'), '\n{"width":2,"se');
  const { make, measured } = products();
  const { artifacts } = await made(make, { name: 'c' });
  expect(JSON.parse(artifacts['result.json']!)).toEqual({ sum: 102 });
  expect(measured).toEqual(['2 0', '2 1', '4 0']);
  expect(readFileSync(join(folder, 'c/units.jsonl'), 'utf8')).toContain('"product":100');
});

it('throws what is no interruption', async () => {
  const make = () => Promise.reject(new Error('the disk is full'));
  await expect(made(make)).rejects.toThrow('the disk is full');
});

it('makes settings of a run’s fields: axes as lists, no value of a list twice', () => {
  const settings = z.strictObject(settingsOf(fields, ['method']));
  expect(Object.keys(settings.shape)).toEqual(['methods', 'widths', 'seeds']);
  const given = { methods: ['a', 'b'], widths: [1, 2], seeds: [0] };
  expect(settings.parse(given)).toEqual(given);
  expect(settings.safeParse({ ...given, seeds: [0, 0] }).error?.issues[0]?.message).toBe(
    '0 is listed twice',
  );
  expect((settings.shape.methods as z.ZodType).description).toBe('methods');
});
