import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readBench } from './read.ts';
import { makeEpoch, makeOperations, makeStep } from './recorded.test.support.ts';

const root = folderForAllTests();
let folder: string;
let made = 0;
beforeAll(async () => {});
beforeEach(async () => {
  folder = join(root, String(++made));
  await mkdir(folder);
});

const write = (name: string, value: unknown) =>
  writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));

const nothing = { records: [], scores: [], damaged: [] };

describe('readBench', () => {
  it('has nothing from an empty folder or none', async () => {
    expect(await readBench(folder)).toEqual(nothing);
    expect(await readBench(join(folder, 'missing'))).toEqual(nothing);
  });

  it('reads every kind, by file name, and no other files', async () => {
    const records = [makeStep(), makeEpoch(), makeOperations()];
    await Promise.all(records.map((record, index) => write(`${index}.json`, record)));
    await write('0.json.new', 'half a fil');
    expect(await readBench(folder)).toEqual({ ...nothing, records });
  });

  it('tells scores from time and memory', async () => {
    const { sides, setting, cases, peakGflops, ...common } = makeStep();
    const seeds = [{ seed: 0, scores: { 'validation/accuracy': 0.5 } }];
    const settings = { plan: 'top-two', task: 'mrpc', method: 'lora', rank: 8, learningRate: 1e-3 };
    await write('0.json', { ...common, ...settings, kind: 'scores', by: 'torch', seeds });
    await write('1.json', { ...common, ...settings, kind: 'scores', by: 'torch', seeds: [] });
    const { records, scores, damaged } = await readBench(folder);
    expect(records).toEqual([]);
    expect(scores).toMatchObject([{ ...settings, seeds }]);
    expect(damaged.map(({ message }) => message).join()).toMatch(/no seed at all/);
  });

  it.each([
    ['text', 'not json', /is not JSON/],
    ['a key that it does not know', { ...makeStep(), extra: 1 }, /Unrecognized key: "extra"/],
    ['an older version', { ...makeStep(), version: 1 }, /version/],
    ['a later version', { ...makeStep(), version: 3 }, /version/],
    ['another kind', { kind: 'other' }, /kind/],
    ['no object', '[]', /expected object/],
    ['a missing field', { ...makeStep(), title: undefined }, /title/],
    ['our side alone', { ...makeStep(), sides: makeStep().sides.slice(0, 1) }, /no other side/],
    [
      'another number of rounds',
      makeStep({ ours: [[1]] }),
      /another number of rounds than the first side/,
    ],
    [
      'more sides than are measured',
      { ...makeStep(), sides: [...makeStep().sides, ...makeStep().sides] },
      /are 2 where there are 4 sides/,
    ],
    ['an empty round', makeStep({ ours: [[]] }), /measured\[0\]\.milliseconds\[0\]/],
    ['a time of zero', makeStep({ ours: [[0]] }), /milliseconds\[0\]\[0\]/],
    ['no date', makeStep({ measuredAt: 'yesterday' }), /measuredAt/],
    [
      'more tokens without padding than with',
      makeEpoch({ padding: 'length-grouped', seconds: 1, tokens: 1 }),
      /measured\[3\]\.realTokens/,
    ],
    ['no case', { ...makeStep(), cases: [] }, /no case at all/],
  ])(
    'names the file, what is wrong and what to do, and goes on: %s',
    async (_, content, problem) => {
      await write('good.json', makeStep());
      await write('wrong.json', content);
      const { records, damaged } = await readBench(folder);
      expect(records).toEqual([makeStep()]);
      expect(damaged).toMatchObject([{ name: 'BenchError', code: 'BENCH_INVALID' }]);
      const [{ message } = { message: '' }] = damaged;
      expect(message).toContain(join(folder, 'wrong.json'));
      expect(message).toMatch(problem);
      expect(message).toContain('npx nx run tools:bench');
    },
  );

  it('says so where the folder is none', async () => {
    await write('file', '');
    await expect(readBench(join(folder, 'file'))).rejects.toMatchObject({
      code: 'BENCH_UNREADABLE',
      message: expect.stringContaining('--bench') as string,
    });
  });
});
