import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Environment } from '@singlora/tracking';
import { describe, expect, test } from 'vitest';
import type { ComparedPart } from './comparison.ts';
import { partsAt } from '@singlora/comparison';
import { environment, recordRun, runs, useRuns } from './runs.test.support.ts';

const at = useRuns();

/** Records a run on another machine or with other code; returns its id. */
const recordOn = (changed: Partial<Environment>, { loss = 1, form = {} } = {}): Promise<string> =>
  recordRun(
    {
      experiment: 'mnli',
      identity: JSON.stringify(changed),
      config: { ...form, method: 'lora', rank: 8, seed: 0 },
      environment: { ...environment, ...changed },
    },
    { accuracy: 0.5 },
    (run) => {
      for (let step = 1; step <= 3; step++)
        run.log(step, { 'train/loss': step === 3 ? loss : 1 / step });
    },
  );

const later = { loss: 2, form: { version: 2 } };

const compared = async (...ids: string[]) => {
  const parts = JSON.parse((await runs('compare', '--json', ...ids)).out) as ComparedPart[];
  return (title: string) => parts.find((part) => part.title === title);
};

describe('compare', () => {
  test('names what differs and what is equal', async () => {
    const part = await compared(at.ids[0]!, at.ids[1]!);
    expect(part('Configuration')).toEqual({
      title: 'Configuration',
      found: '1 of 3 differs',
      rows: [['method', 'lora', 'singlora']],
    });
    for (const title of ['Code', 'Models and data', 'Machine'])
      expect(part(title)).toMatchObject({ found: 'equal', rows: [] });
    expect(part('Result')?.rows[0]).toEqual(['validation/accuracy', '0.8125', '0.8125', 'equal']);
    expect(part('Curves')?.rows).toEqual([['train/loss', '0.333333', '0.333333', 'equal']]);
  });

  test('says from which step on a curve differs, and by how much a result', async () => {
    const ids = [await recordOn({ cores: 4 }), await recordOn({ cores: 8 }, later)] as const;
    const part = await compared(...ids);
    expect(part('Configuration')?.found).toBe('equal'); // the format's version is no setting
    expect(part('Machine')?.rows).toContainEqual(['cores', '4', '8']);
    expect(part('Curves')?.rows).toEqual([['train/loss', '1', '2', 'differs from step 3 on']]);
    expect(part('Models and data')).toMatchObject({ found: 'equal' });
    const other = await compared(ids[0], at.ids[0]!);
    expect(other('Models and data')?.rows).toEqual([['nyu-mll/glue train', '–', 'f00d']]);
  });

  test('of code names the parts, and says what an older record cannot tell', async () => {
    const code = (core: string) => ({ code: { 'packages/core': core, experiments: 'e' } });
    const [a, b] = [await recordOn(code('1'.repeat(64))), await recordOn(code('2'.repeat(64)))];
    expect((await compared(a, b))('Code')).toMatchObject({
      found: '1 of 2 differs',
      rows: [['packages/core', '1'.repeat(12), '2'.repeat(12)]],
    });
    const old = await recordOn({ code: null, threads: null });
    const part = await compared(a, old);
    expect(part('Code')?.found).toMatch(/^a record of an older version .* cannot be known$/);
    expect(part('Machine')?.rows).toEqual([['threads', '2', 'not recorded']]);
    const other = await compared(old, await recordOn({ code: null, cores: 8 }));
    expect(other('Machine')?.found).toMatch(/^1 of 6 differs; a record of an older version/);
  });

  test('is text, and a page with the curves', async () => {
    const ids = [await recordOn({ cores: 4 }), await recordOn({ cores: 8 }, later)];
    const { out } = await runs('compare', ...ids);
    expect(out).toMatch(/^Configuration: equal$/m);
    expect(out).toMatch(/^ {2}cores +4 +8$/m);
    const file = join(at.folder, 'page.html');
    await runs('compare', ...ids, '--html', file);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain(`data-open="${ids.join(',')}" data-draws`);
    const [, packed = ''] = /id="runs-data">([^<]*)</.exec(page) ?? [];
    const data = JSON.parse(String(gunzipSync(Buffer.from(packed, 'base64')))) as object[];
    const machine = expect.arrayContaining([['cores', 8]]) as unknown;
    expect(data[1]).toMatchObject({
      id: ids[1],
      curves: {
        'train/loss': [
          [1, 1],
          [2, 0.5],
          [3, 2],
        ],
      },
    });
    expect(data[1]).toHaveProperty('facts', expect.arrayContaining([['machine', machine]]));
  });

  test('of one run is wrong usage', async () => {
    expect(await runs('compare', at.ids[0]!)).toMatchObject({
      code: 2,
      err: 'Error: Give the ids of two runs or more.',
    });
  });
});

describe('curves part', () => {
  const curve = (...values: number[]) =>
    values.map((value, i) => ({ key: 'loss', step: i + 1, value, time: '' }));

  test('where a value differs, or one has no more points', () => {
    expect(partsAt([curve(1, 2, NaN), curve(1, 2, NaN)])).toBeUndefined();
    expect(partsAt([curve(1, 2, 3), curve(1, 5, 3)])).toBe(2);
    expect(partsAt([curve(1, 2), curve(1, 2, 3)])).toBe(3);
    expect(partsAt([curve(), curve(1)])).toBe(1);
  });
});
