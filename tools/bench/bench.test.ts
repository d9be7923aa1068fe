import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import type { RecordOf } from '@singlora/records';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stepGflop } from './arithmetic.ts';
import { configOf, standard } from './cases.ts';
import { writeRandomModel } from './classifier.ts';
import { writeRecord } from './record.ts';
import { Worker } from './worker.ts';

const launcher = join(import.meta.dirname, '../launch.mjs');

/** The output of a command, and the exit code that it gives this process. */
async function refused(
  name: string,
  argument: string,
): Promise<{ code: unknown; printed: string }> {
  const printed = vi.spyOn(console, 'error').mockReturnValue();
  process.argv = ['node', name, argument];
  await import(`${join(import.meta.dirname, name)}?${argument}`);
  return { code: process.exitCode, printed: printed.mock.calls.join('\n') };
}

describe('the benchmarks’ commands', () => {
  const { argv, exitCode } = process;
  afterEach(() => {
    vi.restoreAllMocks();
    process.argv = argv;
    process.exitCode = exitCode;
  });

  it.each([
    ['bench.ts', '--case=nothing', /--case.*minilm-32x48/s],
    ['bench.ts', '--rounds=0', /--rounds/],
    ['bench.ts', '--wrong=1', /--wrong/],
    ['kernels.ts', '--case=nothing', /--case.*conv-64-320/s],
    ['denoiser.ts', '--case=nothing', /--case.*sd-whole/s],
    ['merge.ts', '--tiny=perhaps', /--tiny/],
  ])('%s %s is wrong usage, and says how', async (name, argument, message) => {
    const { code, printed } = await refused(name, argument);
    expect(code).toBe(2);
    expect(printed).toMatch(message);
    expect(printed).toContain('--help');
  });
});

describe('a side ends with its driver', () => {
  /** Closes the side's input, as the system does when the driver is killed. */
  const hangUp = async (side: ReturnType<typeof spawn>) => {
    await sleep(500);
    const ended = once(side, 'exit');
    side.stdin?.end();
    expect(await ended).toEqual([0, null]);
  };

  it.each([
    ['before its first command', ''],
    ['in the middle of steps without end', '{"steps":1000000000}\n'],
  ])('ours, %s', async (_, command) => {
    const folder = folderForThisTest();
    const model = await writeRandomModel(folder, {
      ...configOf('roberta-base-shape'),
      hidden_size: 8,
      intermediate_size: 8,
      num_attention_heads: 1,
      num_hidden_layers: 1,
    });
    const job = { ...standard, folder, model, precision: 'float32', rate: 1e-3, batch: 2 };
    const argv = [launcher, join(import.meta.dirname, 'classifier-side.ts'), JSON.stringify(job)];
    const side = spawn(process.execPath, argv);
    await once(side.stdout, 'data');
    side.stdin.write(command);
    await hangUp(side);
  });

  const hasPython = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!hasPython)('one in Python that lacks a package, and says how to get it', async () => {
    const side = new Worker([
      'python3',
      join(import.meta.dirname, 'torch_side.py'),
      'lacking',
      '{}',
    ]);
    await expect(side.next()).rejects.toThrow(/torch_lacking.*\n.*pip install torch-lacking/);
  });

  it.skipIf(!hasPython)('one in Python, in the middle of its work', async () => {
    const program =
      'from torch_side import commands\nfor command in commands():\n  while True: pass';
    const side = spawn('python3', ['-c', program], { cwd: import.meta.dirname });
    side.stdin.write('{}\n');
    await hangUp(side);
  });
});

describe('stepGflop', () => {
  const config = {
    hidden_size: 64,
    num_hidden_layers: 4,
    intermediate_size: 256,
    num_attention_heads: 4,
    hidden_act: 'gelu',
  };
  const step = { ...standard, batch: 4, length: 8, rank: 2 };
  const of = (change: object) => stepGflop({ ...config, ...change }, { ...step, ...change }) * 1e9;
  const tokens = 4 * 8;

  it('grows with the batch in proportion, and linearly with depth', () => {
    expect(of({ batch: 8 }) / of({})).toBeCloseTo(2, 12);
    const at = (depth: number) => of({ num_hidden_layers: depth });
    expect(at(6) - at(5)).toBe(at(5) - at(4));
  });

  it('counts a step forward alone and with every token by the same layers', () => {
    const updates = 2 * (2 * 2 * tokens * 64 * 2);
    const layer = 2 * tokens * (4 * 64 * 64 + 2 * 64 * 256) + 2 * 2 * tokens * 64 * 8 + updates;
    const whole = { pass: 'forward', tokensThroughLastLayer: 'all' };
    expect(of(whole)).toBe(4 * layer);
    const shared = { ...whole, num_key_value_heads: 2, hidden_act: 'silu' };
    const difference = 2 * tokens * (64 * 256 - 2 * 64 * 32) - 2 * tokens * 2 * 32;
    expect(of(shared)).toBe(4 * (layer + difference));
  });

  it('counts the products of a layer: eight d² and four d·f forward and backward, a token', () => {
    const weights = 2 * 2 * tokens * (4 * 64 * 64 + 2 * 64 * 256);
    const attention = 3 * 2 * 2 * tokens * 64 * 8;
    const adapters = 2 * 3 * 2 * 2 * tokens * 64 * 2;
    expect(of({ num_hidden_layers: 5 }) - of({})).toBeCloseTo(weights + attention + adapters, 3);
  });
});

describe('writeRecord', () => {
  afterEach(() => vi.unstubAllEnvs());

  const record: RecordOf<'step'> = {
    version: 2,
    kind: 'step',
    case: 'one',
    title: 'One',
    command: 'bench --case=one',
    measuredAt: '2026-01-01T00:00:00.000Z',
    code: null,
    machine: { cpu: 'a', cores: 1, memoryBytes: 1, system: 'linux', node: 'v24' },
    setting: {
      model: 'm',
      weights: 'random',
      method: 'lora',
      batch: 1,
      length: 1,
      pass: 'train',
      dropout: 'off',
      tokensThroughLastLayer: 'first',
      rank: 1,
      alpha: 1,
      threads: 1,
    },
    sides: ['ours', 'theirs'].map((name) => ({ name, precision: 'float32', versions: 'v' })),
    cases: [{ case: 'one', measured: [{ milliseconds: [[1]] }, { milliseconds: [[2]] }] }],
  };

  it('replaces the record of its case', async () => {
    vi.stubEnv('SINGLORA_BENCH', join(folderForThisTest(), 'new'));
    await writeRecord(record);
    const path = await writeRecord({ ...record, title: 'Two' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...record, title: 'Two' });
  });

  it('refuses what no page could read', async () => {
    await expect(writeRecord({ ...record, sides: [] })).rejects.toThrow(/no other side/);
  });
});

describe('Worker', () => {
  const echo =
    'process.stdin.on("data", (line) => process.stdout.write(`noise\\n{"got": ${line.toString().trim()}}\\n`))';

  it('answers each command, whatever else is printed', async () => {
    const worker = new Worker([process.execPath, '-e', echo]);
    expect(await worker.ask({ steps: 1 })).toEqual({ got: { steps: 1 } });
    expect(await worker.ask({ steps: 2 })).toEqual({ got: { steps: 2 } });
    worker.close();
  });

  it('ends with what the process said when it dies', async () => {
    const dying = 'console.error("no room left"); process.exit(3)';
    const worker = new Worker([process.execPath, '-e', dying]);
    await expect(worker.next()).rejects.toThrow(/exit code 3[^]*no room left/);
    await expect(worker.ask({ steps: 1 })).rejects.toThrow(/exit code 3/);
  });
});
