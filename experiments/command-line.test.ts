import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/files/temporary';
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
    const { preset, settings, force, dryRun } = parse();
    expect({ preset, force, dryRun }).toEqual({ preset: 'laptop', force: false, dryRun: false });
    expect(settings).toMatchObject({ methods: ['lora', 'singlora'], adapter: { r: 8 } });
  });

  it('lets a flag win over the preset', () => {
    const { settings } = parse('--preset=smoke', '--seeds', '3,4', '--methods=lora', '--lr=2e-4');
    expect(settings).toMatchObject({ seeds: [3, 4], methods: ['lora'], lr: 2e-4, maxSteps: 4 });
  });

  it('takes a learning rate a method', () => {
    expect(parse('--lr', 'lora=4e-4,singlora=1e-3').settings).toMatchObject({
      lr: { lora: 4e-4, singlora: 1e-3 },
    });
  });

  it('suggests the preset that was meant', () => {
    expect(() => parse('--preset', 'latpop')).toThrow(/Did you mean "laptop"\?.*smoke/);
  });

  it('names the table whose command has the paper’s protocol in place of a preset', () => {
    expect(() => parse('--preset=paper')).toThrow(/laptop, smoke\. .*experiments:table-1$/);
  });

  it.each([
    ['smoke', '--preset=smoke'],
    ['smok', '--preset=smoke'],
    ['lr=1e-3', '--lr=1e-3'],
    ['dry-run', '--dry-run'],
  ])('names a word alone, and guesses the flag that was meant: %s', (word, flag) => {
    expect(() => parse(word)).toThrow(`"${word}" is one argument too many: `);
    expect(() => parse(word)).toThrow(`Did you mean ${flag}?`);
  });

  it('names a flag whose value is missing, which would take the next flag', () => {
    for (const flag of ['--model', '--seeds', '--preset', '--jobs'])
      expect(() => parse(flag, '--dry-run')).toThrow(
        `${flag}: its value is missing before --dry-run`,
      );
    expect(() => parse('--force=yes')).toThrow('--force: it takes no value');
  });

  it('says whether a file is missing, a folder or no JSON', () => {
    expect(() => parse('--config=nix.json')).toThrow('--config: there is no file nix.json.');
    expect(() => parse('--config=experiments')).toThrow('--config: experiments is a folder.');
    expect(() => parse('--config=README.md')).toThrow('--config: README.md is not JSON: ');
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

  it('guesses nothing where nothing is near', () => {
    expect(() => parse('xyzzy')).toThrow(/"xyzzy" is one argument too many.* See --help\.$/);
    expect(() => parse('--', '--preset=smoke')).toThrow(/--: flags come before it/);
  });

  it('names the flag of a value that cannot be used', () => {
    const wrong = () => parse('--rank', '0', '--seeds', '1,x');
    expect(wrong).toThrow(/--rank: /);
    expect(wrong).toThrow(/--seeds \(1\): /);
  });

  it('says why a value is none of the forms it may take', () => {
    expect(() => parseInvocation(dreambooth, 'experiments', ['--subjects=dog,dog'])).toThrow(
      /--subjects: .*number.*; dog is listed twice/,
    );
  });

  it('refuses a value that is listed twice, which would count as two', () => {
    expect(() => parse('--seeds=0,1,0')).toThrow('--seeds: 0 is listed twice');
    expect(() => parse('--lr=lora=1e-3,lora=2e-3')).toThrow('--lr: lora is listed twice');
    expect(() => parse('--methods=lora,singlora,lora')).toThrow('--methods: lora is listed twice');
  });

  it('refuses an empty value, as an unset variable of a shell leaves it', () => {
    expect(() => parseInvocation(dreambooth, 'experiments', ['--subject='])).toThrow(
      '--subject: it is empty; leave it out instead',
    );
    expect(() => parse('--continue=')).toThrow('--continue: it is empty; leave it out instead');
    expect(() => parse('--data=', '--model=')).toThrow(
      /--data: it is empty[^]*--model: it is empty/,
    );
  });

  it('takes a flag given again as one more part of its list', () => {
    const { settings } = parse(
      '--seeds=1..3',
      '--seeds=7',
      '--methods=lora,dora',
      '--methods=singlora',
    );
    expect(settings).toMatchObject({ seeds: [1, 2, 3, 7], methods: ['lora', 'dora', 'singlora'] });
    expect(parse('--epochs=2', '--epochs=3').grid).toHaveLength(2);
    expect(parse('--lr=lora=1e-3', '--lr=singlora=2e-3').settings).toMatchObject({
      lr: { lora: 1e-3, singlora: 2e-3 },
    });
  });

  it('refuses a flag given again where it takes one value', () => {
    for (const flag of ['data', 'preset', 'shard', 'continue', 'config', 'checkpoint-every'])
      expect(() => parse(`--${flag}=1`, `--${flag}=2`)).toThrow(`--${flag}: it is given twice`);
    expect(() => parse('--model=a', '--model=b')).toThrow(
      '--model: it is given twice; give it once',
    );
    expect(() => parse('--jobs=2', '--jobs=3')).toThrow('--jobs: it is given twice; give it once');
    expect(() => parse('--dry-run=json', '--dry-run')).toThrow('--dry-run: it is given twice');
    expect(() => parse('--recompute', '--recompute=no')).toThrow(
      '--recompute: say yes or no, not yes,no',
    );
    expect(() => parse('--max-length=64', '--max-length=128')).toThrow(/--max-length: .*64,128/);
  });

  it('refuses flags that set one thing twice', () => {
    expect(() => parse('--rank=4', '--adapter.r=2')).toThrow(
      '--rank, --adapter.r: they are the same',
    );
    expect(() => parse('--adapter.ramp=none', '--adapter.ramp.steps=9')).toThrow(
      '--adapter.ramp, --adapter.ramp.steps: they exclude each other',
    );
  });

  it('refuses a search’s settings without one', () => {
    const flag = '--search.holdout-rows=7';
    expect(() => parse(flag)).toThrow('--search.… goes with --lr=search');
    expect(parse(flag, '--lr=search').settings).toMatchObject({ search: { holdoutRows: 7 } });
  });

  it.each([
    [ramp, '--adapter.ramp.steps=7', '--adapter.ramp: leave it out, since --ramps'],
    [rank, '--alpha=2', '--adapter.lora_alpha: leave it out, since --ranks'],
    [lrSensitivity, '--lr=1e-3', '--lr: leave it out, since --rates'],
    [dreambooth, '--subject=rex --subjects=2', '--subjects: leave it out with --subject'],
  ])('refuses what would have no effect: %#', (experiment, flags, message) => {
    const given = flags.split(' ');
    const asked = () => parseInvocation(experiment as unknown as Experiment, 'experiments', given);
    expect(asked).toThrow(message);
  });

  it('refuses an adapter that is no file of JSON', () => {
    expect(() => parse('--adapter=lora')).toThrow('--adapter: say a file of JSON, not lora');
  });

  it('refuses a flag it does not know', () => {
    expect(() => parse('--job=2')).toThrow('Unknown option --job. Did you mean --jobs?');

    expect(() => parse('--epoch', '3')).toThrow('Unknown option --epoch. Did you mean --epochs?');
    expect(() => parse('----epochs=3')).toThrow('Unknown option ----epochs. See --help.');
    expect(() => parse('--learning-rate', '3')).toThrow('Did you mean --lr?');
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

  it('makes one run at a time unless told, and refuses more where runs are made again', () => {
    expect(parse().jobs).toBe(1);
    expect(parse('--jobs=2').jobs).toBe(2);
    expect(() => parse('--jobs=2', '--force')).toThrow('--jobs: leave it out with --force');
    expect(() => parse('--jobs=0')).toThrow(/--jobs: "0" is not a whole number from 1 on/);
  });

  it('saves every five minutes unless told, and refuses what is no time', () => {
    expect(parse().checkpointEvery).toBe(300);
    expect(parse('--checkpoint-every=0.2s').checkpointEvery).toBe(0.2);
    expect(parse('--checkpoint-every=off').checkpointEvery).toBeUndefined();
    expect(() => parse('--checkpoint-every=5')).toThrow(/--checkpoint-every: "5" is not a time/);
    const silent = { ...mnli, checkpoints: false };
    expect(parseInvocation(silent, 'theory', []).checkpointEvery).toBeUndefined();
    const flag = ['--checkpoint-every=5m'];
    expect(() => parseInvocation(silent, 'theory', flag)).toThrow(/Unknown option/);
  });

  it.each(['0/2', '3/2', '1', 'a/b', '1/0'])('refuses the shard %s', (shard) => {
    expect(() => parse('--shard', shard)).toThrow(/--shard: .* is not K\/N/);
  });

  it('plans a grid over flags with several values, and ranges', () => {
    const { grid } = parse('--lr=1e-4..1e-2:log3', '--rank=4,8', '--seeds=0..2', '--epochs=2');
    expect(grid.map(({ name }) => name)).toEqual(
      [1e-4, 1e-3, 1e-2].flatMap((lr) => [4, 8].map((rank) => `lr=${lr}, rank=${rank}`)),
    );
    expect(grid[5]?.settings).toMatchObject({ lr: 0.01, adapter: { r: 8 }, seeds: [0, 1, 2] });
    expect(parse('--adapter.target_modules=query,value').grid).toHaveLength(1);
    expect(parse().grid).toMatchObject([{ name: '' }]);
  });

  it('refuses several values that are not wholly fit, or of what all runs share', () => {
    expect(() => parse('--rank=4,x')).toThrow(/--rank: say a number, not 4,x/);
    expect(() => parse('--rank=4,8,4')).toThrow('--rank: 4 is listed twice');
    expect(() => parse('--max-length=64,128')).toThrow(/--max-length: /);
  });

  it('prints runs for people, or for programs', () => {
    expect(parse('--dry-run').dryRun).toBe(true);
    expect(parse('--dry-run=json').dryRun).toBe('json');
  });

  it('speaks of what is wrong in plain words', () => {
    const wrong = ['--batches=shufled', '--epochs=0', '--rank=many', '--recompute=perhaps'];
    const said = (): unknown => parse(...wrong);
    expect(said).toThrow('--batches: say grouped, shuffled, not shufled; did you mean shuffled?');
    expect(said).toThrow('--epochs: say at least 1, not 0');
    expect(() => parse('--seeds=1.5')).toThrow('--seeds (0): say a whole number, not 1.5');
    expect(said).toThrow('--rank: say a number, not many');
    expect(said).toThrow('--recompute: say yes or no, not perhaps');
  });
});
