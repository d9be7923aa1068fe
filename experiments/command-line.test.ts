import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import dreambooth from './dreambooth.experiment.ts';
import lrSensitivity from './lr-sensitivity.experiment.ts';
import mnli from './mnli.experiment.ts';
import ramp from './ramp.experiment.ts';
import rank from './rank.experiment.ts';
import { parseInvocation, shareOf, type Experiment } from '@singlora/runner';

const folder = folderForAllTests();
const parse = (...argv: string[]) => parseInvocation(mnli, 'experiments', argv);

describe('the command line of an experiment', () => {
  it('starts from the default preset', () => {
    expect(parse()).toMatchObject({
      preset: 'laptop',
      force: false,
      dryRun: false,
      jobs: 1,
      checkpointEvery: 300,
      grid: [{ name: '' }],
      settings: { methods: ['lora', 'singlora'], adapter: { r: 8 } },
    });
  });

  it('lets a flag win over the preset', () => {
    const { settings } = parse('--preset=smoke', '--seeds', '3,4', '--methods=lora', '--lr=2e-4');
    expect(settings).toMatchObject({ seeds: [3, 4], methods: ['lora'], lr: 2e-4, maxSteps: 4 });
  });

  it('takes a learning rate a method, and a search’s settings with one', () => {
    expect(parse('--lr', 'lora=4e-4,singlora=1e-3').settings).toMatchObject({
      lr: { lora: 4e-4, singlora: 1e-3 },
    });
    expect(parse('--search.holdout-rows=7', '--lr=search').settings).toMatchObject({
      search: { holdoutRows: 7 },
    });
  });

  it('takes a flag given again as one more part of its list', () => {
    const lists = ['--seeds=1..3', '--seeds=7', '--methods=lora,dora', '--methods=singlora'];
    expect(parse(...lists, '--lr=lora=1e-3', '--lr=singlora=2e-3').settings).toMatchObject({
      seeds: [1, 2, 3, 7],
      methods: ['lora', 'dora', 'singlora'],
      lr: { lora: 1e-3, singlora: 2e-3 },
    });
    expect(parse('--epochs=2', '--epochs=3').grid).toHaveLength(2);
  });

  it('names a file by what is missing or wrong in it, and a flag that changes it by its own value', () => {
    const file = join(folder, 'deep.json');
    const parseFile = (content: string, ...others: string[]) => {
      writeFileSync(file, content);
      return () => parse(`--adapter=${file}`, ...others);
    };
    const levels = 30_000;
    const deep = `${'{"x":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(parseFile(deep)).toThrow(`--adapter: ${file}: r: it is missing`);
    expect(parseFile('{"r":"a"}')).toThrow(`--adapter: ${file}: r: say a number, not a`);
    expect(parseFile('{"r":"a"}', '--rank=b')).toThrow('--rank: say a number, not b');
    expect(parseFile('{"r":"a"}', '--rank=4')).not.toThrow();
  });

  it('makes its share of the runs, every one in exactly one shard', () => {
    const { shard } = parse('--shard=2/3');
    expect(shard).toEqual({ index: 2, count: 3 });
    const runs = [0, 1, 2, 3, 4, 5, 6];
    expect(shareOf(runs, shard)).toEqual([1, 4]);
    const shares = [1, 2, 3].flatMap((index) => shareOf(runs, { index, count: 3 }));
    expect(shares.sort()).toEqual(runs);
    expect(shareOf(runs, parse().shard)).toEqual(runs);
  });

  it('saves at the times that it is told, where there are checkpoints', () => {
    expect(parse('--checkpoint-every=0.2s').checkpointEvery).toBe(0.2);
    expect(parse('--checkpoint-every=off').checkpointEvery).toBeUndefined();
    const silent = { ...mnli, checkpoints: false };
    expect(parseInvocation(silent, 'theory', []).checkpointEvery).toBeUndefined();
    const flag = ['--checkpoint-every=5m'];
    expect(() => parseInvocation(silent, 'theory', flag)).toThrow(/Unknown option/);
  });

  it('plans a grid over flags with several values, and ranges', () => {
    const { grid } = parse('--lr=1e-4..1e-2:log3', '--rank=4,8', '--seeds=0..2', '--epochs=2');
    expect(grid.map(({ name }) => name)).toEqual(
      [1e-4, 1e-3, 1e-2].flatMap((lr) => [4, 8].map((rank) => `lr=${lr}, rank=${rank}`)),
    );
    expect(grid[5]?.settings).toMatchObject({ lr: 0.01, adapter: { r: 8 }, seeds: [0, 1, 2] });
    expect(parse('--adapter.target_modules=query,value').grid).toHaveLength(1);
  });

  it('prints runs for people, or for programs', () => {
    expect(parse('--dry-run').dryRun).toBe(true);
    expect(parse('--dry-run=json').dryRun).toBe('json');
  });
});

describe('is refused, with what was meant:', () => {
  it.each<readonly [string, string | RegExp]>([
    ['--preset=latpop', /Did you mean "laptop"\?.*smoke/],
    // The command that has the paper's protocol in place of a preset
    ['--preset=paper', /laptop, smoke\. .*experiments:table-1$/],
    // Words alone, and the flags that were meant
    ['smoke', /^"smoke" is one argument too many: .*Did you mean --preset=smoke\?/],
    ['smok', /^"smok" is one argument too many: .*Did you mean --preset=smoke\?/],
    ['lr=1e-3', /^"lr=1e-3" is one argument too many: .*Did you mean --lr=1e-3\?/],
    ['dry-run', /^"dry-run" is one argument too many: .*Did you mean --dry-run\?/],
    ['xyzzy', /"xyzzy" is one argument too many.* See --help\.$/],
    ['-- --preset=smoke', /--: flags come before it/],
    ['--job=2', 'Unknown option --job. Did you mean --jobs?'],
    ['--epoch 3', 'Unknown option --epoch. Did you mean --epochs?'],
    ['----epochs=3', 'Unknown option ----epochs. See --help.'],
    ['--learning-rate 3', 'Did you mean --lr?'],
    // A missing value, which would take the next flag, or an empty one, as an unset variable of a shell leaves it
    ...['--model', '--seeds', '--preset', '--jobs'].map(
      (flag) => [`${flag} --dry-run`, `${flag}: its value is missing before --dry-run`] as const,
    ),
    ['--force=yes', '--force: it takes no value'],
    ['--continue=', '--continue: it is empty; leave it out instead'],
    ['--data= --model=', /--data: it is empty[^]*--model: it is empty/],
    // Files
    ['--config=nix.json', '--config: there is no file nix.json.'],
    ['--config=experiments', '--config: experiments is a folder.'],
    ['--config=README.md', '--config: README.md is not JSON: '],
    ['--adapter=lora', '--adapter: say a file of JSON, not lora'],
    // Values, in plain words
    ['--rank 0 --seeds 1,x', /--rank: .*\n.*--seeds \(1\): /],
    ['--batches=shufled', '--batches: say grouped, shuffled, not shufled; did you mean shuffled?'],
    ['--epochs=0', '--epochs: say at least 1, not 0'],
    ['--seeds=1.5', '--seeds (0): say a whole number, not 1.5'],
    ['--rank=many', '--rank: say a number, not many'],
    ['--recompute=perhaps', '--recompute: say yes or no, not perhaps'],
    ['--jobs=0', '--jobs: "0" is not a whole number from 1 on'],
    ['--checkpoint-every=5', '--checkpoint-every: "5" is not a time'],
    ...['0/2', '3/2', '1', 'a/b', '1/0'].map(
      (shard) => [`--shard=${shard}`, /--shard: .* is not K\/N/] as const,
    ),
    // Several values that are not wholly fit, or of what all runs share
    ['--rank=4,x', '--rank: say a number, not 4,x'],
    ['--max-length=64,128', '--max-length: '],
    // A value that is listed twice, which would count as two
    ['--rank=4,8,4', '--rank: 4 is listed twice'],
    ['--seeds=0,1,0', '--seeds: 0 is listed twice'],
    ['--lr=lora=1e-3,lora=2e-3', '--lr: lora is listed twice'],
    ['--methods=lora,singlora,lora', '--methods: lora is listed twice'],
    // A flag given again where it takes one value
    ...['data', 'preset', 'shard', 'continue', 'config', 'checkpoint-every', 'jobs'].map(
      (flag) => [`--${flag}=1 --${flag}=2`, `--${flag}: it is given twice`] as const,
    ),
    ['--model=a --model=b', '--model: it is given twice; give it once'],
    ['--dry-run=json --dry-run', '--dry-run: it is given twice'],
    ['--recompute --recompute=no', '--recompute: say yes or no, not yes,no'],
    ['--max-length=64 --max-length=128', /--max-length: .*64,128/],
    // Flags that set one thing twice, or go with another
    ['--rank=4 --adapter.r=2', '--rank, --adapter.r: they are the same'],
    [
      '--adapter.ramp=none --adapter.ramp.steps=9',
      '--adapter.ramp, --adapter.ramp.steps: they exclude each other',
    ],
    ['--search.holdout-rows=7', '--search.… goes with --lr=search'],
    ['--jobs=2 --force', '--jobs: leave it out with --force'],
  ])('%s', (flags, message) => {
    expect(() => parse(...flags.split(' '))).toThrow(message);
  });

  it.each([
    [ramp, '--adapter.ramp.steps=7', '--adapter.ramp: leave it out, since --ramps'],
    [rank, '--alpha=2', '--adapter.lora_alpha: leave it out, since --ranks'],
    [lrSensitivity, '--lr=1e-3', '--lr: leave it out, since --rates'],
    [dreambooth, '--subject=rex --subjects=2', '--subjects: leave it out with --subject'],
    [dreambooth, '--subject=', '--subject: it is empty; leave it out instead'],
    // Why a value is none of the forms it may take
    [dreambooth, '--subjects=dog,dog', /--subjects: .*number.*; dog is listed twice/],
  ])('of another experiment: %#', (experiment, flags, message) => {
    const one = experiment as unknown as Experiment;
    expect(() => parseInvocation(one, 'experiments', flags.split(' '))).toThrow(message);
  });
});
