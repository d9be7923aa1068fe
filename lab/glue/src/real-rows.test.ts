import { describe, expect, it } from 'vitest';
import { loadRows } from './rows.ts';
import { tasks, type TaskName } from '@singlora/records';

const cache = process.env['HF_HUB_CACHE'];
const names = Object.keys(tasks) as TaskName[];
const env = { ...process.env, HF_HUB_OFFLINE: '1' };

/** Tasks without rows on this machine are left out. */
const found = (name: TaskName) =>
  loadRows(tasks[name], { env }).catch((error: unknown) => {
    if ((error as { code?: string }).code === 'GLUE_ROWS') return undefined;
    throw error;
  });

/** Needs GLUE's real rows: set HF_HUB_CACHE to a cache that holds nyu-mll/glue. */
describe.skipIf(cache === undefined)('real rows in HF_HUB_CACHE', () => {
  it.for(names)('%s fits the task', async (name, { skip }) => {
    const rows = await found(name);
    if (!rows || rows.builtIn) return skip(`no ${name} rows in ${cache}`);
    const { labels, range, splits, columns } = tasks[name];
    const all = [splits.train, ...splits.dev].flatMap((split) => {
      const own = split === splits.train ? rows.train : rows.dev[split.name];
      return own ? [{ split, own }] : [];
    });
    expect(all.length).toBeGreaterThan(1);
    for (const { split, own } of all) {
      expect(own.length).toBeLessThanOrEqual(split.rows!);
      expect(new Set(own.map(({ index }) => index)).size).toBe(own.length);
      const texts = columns.texts.length;
      expect(own.every(({ b }) => (b === undefined) === (texts === 1))).toBe(true);
      const known = [...new Set(own.map(({ label }) => label))].sort((a, b) => a - b);
      if (range) expect([known[0], known.at(-1)]).toEqual(range);
      else expect(known).toEqual([...labels.keys()]);
    }
  });

  /** The known scores of always predicting the most frequent class, on the dev rows, in percent. */
  it.for([
    ['cola', 'acceptable', 69.1],
    ['sst2', 'positive', 50.9],
    ['mrpc', 'equivalent', 68.4],
    ['rte', 'entailment', 52.7],
  ] as const)('%s is %s as often as GLUE', async ([name, answer, percent], { skip }) => {
    const rows = (await found(name))?.dev['validation'];
    if (!rows || rows.length !== tasks[name].splits.dev[0].rows) return skip(`not all of ${name}`);
    const share = rows.filter(({ label }) => tasks[name].labels[label] === answer).length;
    expect((100 * share) / rows.length).toBeCloseTo(percent, 1);
  });
});
