import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadJudge } from '@singlora/dreambooth';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere, runsIn } from './testing/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'singlora-judge-'));

const trainJudge = (name: string) =>
  runHere('train-judge', ['--preset=smoke', '--checkpoint-every=1ms'], join(folder, name));

const weightsOf = (saved: string) =>
  createHash('sha256')
    .update(readFileSync(join(saved, 'judge/model.safetensors')))
    .digest('hex');

describe('nx run experiments:train-judge', () => {
  beforeAll(() => startBackend());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes a judge with its scores', async () => {
    const whole = await trainJudge('whole');
    expect(whole.output).toContain('1 run made, 0 had finished before');
    expect(whole.code).toBe(0);
    expect(whole.output).toMatch(/held-out subjects: class \d+\.\d %/);
    const [run] = await runsIn(join(folder, 'whole'));
    expect(run).toMatchObject({
      status: 'finished',
      summary: {
        steps: 4,
        'rendered/accuracy/class/subjects': 24,
        'imperfect/toldApart/subjects': 24,
      },
    });
    const { devLoss, savedDevLoss } = run!.summary;
    expect(devLoss).toBeGreaterThan(5);
    expect(Math.abs(savedDevLoss! - devLoss!)).toBeLessThan(0.01);
    // It needs no training.
    expect(run!.summary['rendered/exact/toldApart']).toBeGreaterThan(0.85);

    const judge = await loadJudge(join(run!.folder, 'judge'));
    expect(judge.network.parameterCount).toBe(run!.summary['parameters']);
    expect(judge.sha256).toBe(weightsOf(run!.folder));
    judge.dispose();
  });
});
