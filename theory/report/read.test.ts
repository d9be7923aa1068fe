import { createHash } from 'node:crypto';
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { openArchive, type RunRecord, type Tracking } from '@singlora/tracking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChecks } from './read.ts';
import { archive } from './recorded.test.support.ts';

const command = 'npx nx run theory:width-sweep --preset=smoke';

let tracking: Tracking;
let records: RunRecord[];
/** Runs of the sweep, all with different configurations. */
let sweeps: RunRecord[];
beforeAll(async () => {
  tracking = await openArchive(archive);
  records = await tracking.list();
  sweeps = records.filter(({ experiment }) => experiment === 'width-sweep');
});
afterAll(() => tracking.close());

/** The same run, repeated. */
const again = (record: RunRecord, change: Partial<RunRecord>): RunRecord => ({
  ...record,
  id: `again-${record.id}`,
  ...change,
});

/** The run with another result file, recorded as given. */
async function withResult(record: RunRecord, content: string): Promise<RunRecord> {
  const [artifact] = record.artifacts;
  const path = `${artifact!.path}.${createHash('sha256').update(content).digest('hex')}`;
  await writeFile(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const bytes = Buffer.byteLength(content);
  return { ...record, artifacts: [{ ...artifact!, path, bytes, sha256 }] };
}

/** The run's result after a change of its text. */
async function changedResult(record: RunRecord, from: RegExp, to: string): Promise<RunRecord> {
  const text = await readFile(record.artifacts[0]!.path, 'utf8');
  expect(text).toMatch(from);
  return withResult(record, text.replaceAll(from, to));
}

describe('readChecks', () => {
  it('reads every recorded check, and leaves runs of other experiments aside', () => {
    const [first] = sweeps;
    const other = again(first!, { experiment: 'mnli' });
    const { runs, damaged, outdated, unfinished } = readChecks([...records, other]);
    expect(runs.map(({ record }) => record.id).sort()).toEqual(records.map(({ id }) => id).sort());
    expect([damaged, outdated, unfinished]).toEqual([[], [], []]);
  });

  it('takes the newest finished run of a configuration', () => {
    const [first] = sweeps;
    const newer = again(first!, {});
    const { runs } = readChecks([newer, first!]);
    expect(runs.map(({ record }) => record.id)).toEqual([newer.id]);
  });

  it('keeps what another run of the same configuration did not finish to itself', () => {
    const [finished, other] = sweeps as [RunRecord, RunRecord];
    const failed = again(finished, { status: 'failed' });
    const stopped = again(other, { status: 'interrupted' });
    const { runs, unfinished } = readChecks([failed, stopped, finished]);
    expect(runs.map(({ record }) => record.id)).toEqual([finished.id]);
    expect(unfinished.map(({ id }) => id)).toEqual([stopped.id]);
  });

  it('names the run, what is damaged and what to do, and reads the others', async () => {
    const [one, two, three, four] = sweeps;
    const without = { ...one!, artifacts: [] };
    const lost = await changedResult(two!, /^/g, ' ');
    await unlink(lost.artifacts[0]!.path);
    const changed = await changedResult(three!, /^/g, ' ');
    await writeFile(changed.artifacts[0]!.path, '{}');
    const text = await withResult(four!, 'no json');
    const whole = records.filter(({ experiment }) => experiment === 'transfer');
    const { runs, damaged, outdated } = readChecks([without, lost, changed, text, ...whole]);
    expect(runs).toHaveLength(whole.length);
    expect(outdated).toEqual([]);
    const about = ({ id }: RunRecord) => damaged.find(({ run }) => run.id === id);
    expect(about(one!)).toMatchObject({
      code: 'CHECK_INVALID',
      message: `Run ${one!.id} of width-sweep recorded no result.json. “${command} --force” makes it anew.`,
    });
    expect(about(two!)).toMatchObject({ code: 'CHECK_UNREADABLE' });
    expect(about(three!)?.message).toMatch(/result\.json.* is not what was recorded: its SHA-256/);
    expect(about(text)?.message).toContain('is not JSON');
    for (const { message } of damaged) expect(message).toContain(`${command} --force`);
    expect(damaged).toHaveLength(4);
  });

  it('never goes back to an older run where the newest is damaged', () => {
    const [older] = sweeps;
    const { runs, damaged } = readChecks([again(older!, { artifacts: [] }), older!]);
    expect(runs).toEqual([]);
    expect(damaged).toHaveLength(1);
  });
});

describe('a run of another version of the program', () => {
  it('is named as such, with its commit and the command that measures it again', async () => {
    const old = await changedResult(sweeps[0]!, /"predictedVerdict":/g, '"expected":');
    const { runs, damaged, outdated } = readChecks([old]);
    expect([runs, damaged]).toEqual([[], []]);
    expect(outdated).toMatchObject([{ code: 'CHECK_OUTDATED' }]);
    const commit = old.environment.git!.commit.slice(0, 12);
    expect(outdated[0]!.message).toMatch(
      new RegExp(
        `^Run ${old.id} of width-sweep was recorded by another version of the program \\(commit ${commit}\\): result\\.json differs from what is read \\(cells\\.0\\.predictedVerdict: .*\\)\\. “${command}” measures it again\\.$`,
      ),
    );
  });

  it('is known by its configuration, too', () => {
    const { widths: _, ...config } = sweeps[0]!.config;
    const { outdated } = readChecks([{ ...sweeps[0]!, config }]);
    expect(outdated[0]?.message).toMatch(/its configuration differs from what is read \(widths: /);
  });

  it('is known by what this one does not read', async () => {
    const newer = await changedResult(sweeps[0]!, /"version":2/g, '"version":9');
    expect(readChecks([newer]).outdated[0]?.message).toContain('(version: 9, and only 2 is read');
    const more = await changedResult(sweeps[0]!, /^\{/g, '{"more":9,');
    expect(readChecks([more]).outdated[0]?.message).toContain('(Unrecognized key: "more")');
  });

  it('is left out where it judges a file of another program, which that program does now', () => {
    const config = { version: 2, preset: 'measured', measured: 'mine.jsonl', expect: [] };
    const command = 'npx nx run theory:coordinate-check --measured=mine.jsonl';
    const measured = again(sweeps[0]!, { experiment: 'coordinate-check', config, command });
    const { runs, damaged, outdated } = readChecks([measured, ...sweeps]);
    expect([runs.length, damaged]).toEqual([sweeps.length, []]);
    expect(outdated.map(({ message }) => message)).toEqual([
      expect.stringMatching(/judges mine\.jsonl, .* singlora-coordinate-check does that now\.$/),
    ]);
  });

  it('is no longer named once its command has measured it again', () => {
    const { widths: _, ...config } = sweeps[0]!.config;
    const { runs, outdated } = readChecks([sweeps[1]!, { ...sweeps[0]!, config }]);
    expect(runs).toHaveLength(1);
    expect(outdated).toEqual([]);
  });
});
