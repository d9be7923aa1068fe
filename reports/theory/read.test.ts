import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '@singlora/tracking';
import { makeRun } from '../testing.ts';
import { readChecks } from './read.ts';
import { makeRecord, makeSweep, withArtifact } from './testing.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'checks-'));
});
afterAll(() => rm(root, { recursive: true }));

const { config, result } = makeSweep({ '-0.5': 'stable' });

/** A finished sweep on disk. */
const recorded = (given: Partial<RunRecord> = {}, content: unknown = result) =>
  withArtifact(makeRecord('width-sweep', config, given), root, content);

describe('readChecks', () => {
  it('reads what it knows, and leaves runs of other experiments aside', async () => {
    const { runs, damaged, unfinished } = readChecks([await recorded(), makeRun().record]);
    expect(runs.map(({ check }) => check)).toEqual(['width-sweep']);
    expect(runs[0]).toMatchObject({ config, result });
    expect([damaged, unfinished]).toEqual([[], []]);
  });

  it('takes the newest finished run of a configuration', async () => {
    const newer = await recorded();
    const { runs } = readChecks([newer, await recorded()]);
    expect(runs.map(({ record }) => record.id)).toEqual([newer.id]);
  });

  it('keeps what another run of the same configuration did not finish to itself', async () => {
    const finished = await recorded();
    const failed = makeRecord('width-sweep', config, { status: 'failed' });
    const other = makeRecord(
      'width-sweep',
      { ...config, optimiser: 'gd' },
      { status: 'interrupted' },
    );
    const { runs, unfinished } = readChecks([failed, other, finished]);
    expect(runs.map(({ record }) => record.id)).toEqual([finished.id]);
    expect(unfinished.map(({ id }) => id)).toEqual([other.id]);
  });

  it('names the run, what is wrong and what to do, and reads the others', async () => {
    const without = makeRecord('width-sweep', { ...config, rank: 1 });
    const lost = await recorded({ config: { ...config, rank: 2 } });
    await unlink(lost.artifacts[0]!.path);
    const altered = await recorded({ config: { ...config, rank: 3 } });
    await writeFile(altered.artifacts[0]!.path, JSON.stringify({ baseRate: 1e-3, cells: [] }));
    const text = await recorded({ config: { ...config, rank: 4 } }, 'no json');
    const empty = await recorded({ config: { ...config, rank: 5 } }, { baseRate: 1e-3, cells: [] });
    const odd = await recorded({ config: { ...config, widths: 'many' } });
    const all = [without, lost, altered, text, empty, odd];
    const { runs, damaged } = readChecks([...all, await recorded()]);
    expect(runs).toHaveLength(1);
    const about = (record: RunRecord) => {
      const found = damaged.find(({ message }) => message.includes(record.id));
      expect(found?.message).toContain('npx nx run theory:width-sweep --force');
      return found;
    };
    expect(about(without)).toMatchObject({
      code: 'CHECK_INVALID',
      message: expect.stringContaining('recorded no result.json') as string,
    });
    expect(about(lost)).toMatchObject({ code: 'CHECK_UNREADABLE' });
    expect(about(altered)?.message).toMatch(/result\.json is not what was recorded/);
    expect(about(text)?.message).toContain('is not JSON');
    expect(about(empty)?.message).toContain('no cell at all');
    expect(about(odd)?.message).toMatch(/its configuration .*widths/);
    expect(damaged).toHaveLength(all.length);
  });

  it('never goes back to an older run where the newest is damaged', async () => {
    const older = await recorded();
    const { runs, damaged } = readChecks([await recorded({}, '[]'), older]);
    expect(runs).toEqual([]);
    expect(damaged).toHaveLength(1);
  });
});
