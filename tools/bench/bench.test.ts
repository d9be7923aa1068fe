import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchRecord, type LossesRecord, type RecordOf } from '@singlora/records';
import { startBackend } from '@singlora/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { modelShape, stepGflop } from './arithmetic.ts';
import { encoderConfig } from './encoder-config.ts';
import { writeRandomModel } from './random-model.ts';
import { writeRecord } from './record.ts';
import { checkPython } from './sides.ts';
import { Worker } from './worker.ts';

const launcher = join(import.meta.dirname, '../launch.mjs');

/** What a command prints before it ends its process, which is this one. */
async function refused(name: string, argument: string): Promise<{ code: unknown; stderr: string }> {
  let stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error('ended', { cause: code });
  });
  process.argv = ['node', name, argument];
  const anew = `${join(import.meta.dirname, name)}?${argument}`;
  const ended: unknown = await import(anew).catch((error: unknown) => error);
  return { code: (ended as Error).cause, stderr };
}

describe('the benchmarks’ commands', () => {
  const { argv } = process;
  afterEach(() => {
    vi.restoreAllMocks();
    process.argv = argv;
  });

  it.each([
    ['bench.ts', '--case=nothing', /no case 'nothing'.*minilm-32x48/s],
    ['bench.ts', '--rounds=0', /--rounds is '0'/],
    ['bench.ts', '--wrong', /--wrong/],
    ['kernels.ts', '--case=nothing', /no case 'nothing'.*conv-64-320/s],
    ['denoiser.ts', '--case=nothing', /no case 'nothing'.*sd-whole/s],
    ['losses.ts', '--steps=0', /--steps is '0'/],
    ['scale.ts', '--axis=height', /no axis 'height'.*width/s],
    ['scale.ts', '--steps=many', /--steps is 'many'/],
  ])('%s %s is wrong usage, and says how', async (name, argument, message) => {
    const { code, stderr } = await refused(name, argument);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('--help');
  });

  it('names what Python lacks, and how to get it', () => {
    expect(() => checkPython(join(tmpdir(), 'no-such-python'), ['torch', 'peft'])).toThrow(
      /pip install torch peft/,
    );
  });
});

describe('a side ends with its driver', () => {
  /** Ends the side's input, as the system does when the driver is killed. */
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
    const folder = mkdtempSync(join(tmpdir(), 'bench-side-'));
    await startBackend({ prefer: 'cpu' });
    const sizes = { width: 8, depth: 1, heads: 1, inner: 8, vocabulary: 50, positions: 16 };
    const job = {
      ...{
        folder,
        model: await writeRandomModel(folder, encoderConfig({ modelType: 'bert', ...sizes })),
      },
      ...{
        precision: 'float32',
        method: 'lora',
        batch: 2,
        length: 8,
        rank: 2,
        alpha: 4,
        pass: 'train',
      },
    };
    const argv = [launcher, join(import.meta.dirname, 'lab-worker.ts'), JSON.stringify(job)];
    const side = spawn(process.execPath, argv);
    await once(side.stdout, 'data');
    side.stdin.write(command);
    await hangUp(side);
  });

  const hasPython = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!hasPython)('one in Python, in the middle of its work', async () => {
    const program = 'from driver import commands\nfor command in commands():\n  while True: pass';
    const side = spawn('python3', ['-c', program], { cwd: import.meta.dirname });
    side.stdin.write('{}\n');
    await hangUp(side);
  });
});

describe('stepGflop', () => {
  const shape = { width: 64, depth: 4, inner: 256, length: 8, batch: 4, rank: 2 };

  it('grows with the batch in proportion, and linearly with depth', () => {
    const double = stepGflop({ ...shape, batch: 8 });
    expect(double).toBeCloseTo(2 * stepGflop(shape), 12);
    const at = (depth: number) => stepGflop({ ...shape, depth });
    expect(at(6) - at(5)).toBeCloseTo(at(5) - at(4), 12);
  });

  it('counts a step forward alone and with every token by the same layers', () => {
    const tokens = 4 * 8;
    const of = (change: object) => stepGflop({ ...shape, ...change }) * 1e9;
    const updates = 2 * (2 * 2 * tokens * 64 * 2);
    const layer = 2 * tokens * (4 * 64 * 64 + 2 * 64 * 256) + 2 * 2 * tokens * 64 * 8 + updates;
    expect(of({ pass: 'forward', lastLayer: 'all' })).toBeCloseTo(4 * layer, 3);
    const shared = { keyWidth: 32, gated: true, pass: 'forward', lastLayer: 'all' };
    const difference = 2 * tokens * (64 * 256 - 2 * 64 * 32) - 2 * tokens * 2 * 32;
    expect(of(shared)).toBeCloseTo(4 * (layer + difference), 3);
  });

  it('reads a model’s sizes from its config.json', () => {
    const config = {
      hidden_size: 64,
      num_hidden_layers: 3,
      intermediate_size: 128,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      hidden_act: 'silu',
    };
    const sizes = { width: 64, depth: 3, inner: 128, keyWidth: 32, gated: true };
    expect(modelShape(config)).toEqual(sizes);
    const { num_key_value_heads: _, ...bert } = { ...config, hidden_act: 'gelu' };
    expect(modelShape(bert)).toEqual({ ...sizes, keyWidth: 64, gated: false });
  });

  it('counts the products of a layer: eight d² and four d·f forward and backward, a token', () => {
    const tokens = 4 * 8;
    const weights = 2 * 2 * tokens * (4 * 64 * 64 + 2 * 64 * 256);
    const attention = 3 * 2 * 2 * tokens * 64 * 8;
    const adapters = 2 * 3 * 2 * 2 * tokens * 64 * 2;
    const layer = stepGflop({ ...shape, depth: 5 }) - stepGflop(shape);
    expect(layer * 1e9).toBeCloseTo(weights + attention + adapters, 3);
  });
});

describe('losses', () => {
  const side = { name: 'ours', precision: 'float32', versions: 'v' } as const;
  const record: LossesRecord = {
    version: 2,
    kind: 'losses',
    case: 'losses',
    title: 'Losses',
    command: 'losses',
    measuredAt: '2026-01-01T00:00:00.000Z',
    code: null,
    machine: { cpu: 'a', cores: 1, memoryBytes: 1, system: 'linux', node: 'v24' },
    setting: {
      ...{ model: 'm', method: 'lora', rank: 1, alpha: 1, batch: 1 },
      ...{ steps: 4, rate: 1e-3, rows: 4, data: 'rows', seed: 0 },
    },
    sides: [
      { ...side, losses: [1, 0.9, 0.8, 0.7] },
      { ...side, precision: 'bfloat16', losses: [1, 0.9, 0.8, 0.5] },
    ],
  };

  it('stay as they are in a record, one a step', () => {
    expect(benchRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    const setting = { ...record.setting, steps: 5 };
    expect(() => benchRecord.parse({ ...record, setting })).toThrow(/4 steps where.*says 5/);
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
    sides: [{ name: 'ours', precision: 'float32', versions: 'v' }],
    cases: [{ case: 'one', measured: [{ milliseconds: [[1]], peakRssBytes: 1 }] }],
  };

  it('replaces the record of its case', async () => {
    vi.stubEnv('SINGLORA_BENCH', join(mkdtempSync(join(tmpdir(), 'bench-')), 'new'));
    await writeRecord(record);
    const path = await writeRecord({ ...record, title: 'Two' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...record, title: 'Two' });
  });

  it('refuses what no page could read', async () => {
    await expect(writeRecord({ ...record, sides: [] })).rejects.toThrow(/no side/);
  });
});

describe('Worker', () => {
  const echo =
    'process.stdin.on("data", (line) => process.stdout.write(`noise\\n{"got": ${line.toString().trim()}}\\n`))';

  it('answers each command, whatever else is printed', async () => {
    const worker = new Worker([process.execPath, '-e', echo], process.env);
    expect(await worker.ask({ steps: 1 })).toEqual({ got: { steps: 1 } });
    expect(await worker.ask({ steps: 2 })).toEqual({ got: { steps: 2 } });
    worker.close();
  });

  it('ends with what the process said when it dies', async () => {
    const dying = 'console.error("no room left"); process.exit(3)';
    const worker = new Worker([process.execPath, '-e', dying], process.env);
    await expect(worker.next()).rejects.toThrow(/exit code 3[^]*no room left/);
    await expect(worker.ask({ steps: 1 })).rejects.toThrow(/exit code 3/);
  });
});
