import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { fixture, python, runCommand, source, withPython } from './python.test.support.ts';

interface Verdict {
  readonly verdict: string;
  readonly failed: boolean;
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly first: { readonly reason: string } | null;
}

/** The exit code, and the verdict on each file. */
function verdictsOn(files: readonly string[], ...flags: string[]) {
  const { status, stdout, stderr } = runCommand(...files, '--quiet', ...flags);
  expect(stderr).toBe('');
  const verdicts = stdout.trimEnd().split('\n');
  return { status, verdicts: verdicts.map((line) => JSON.parse(line) as Verdict) };
}

function verdictOn(file: string, ...flags: string[]) {
  const { status, verdicts } = verdictsOn([file], ...flags);
  expect(verdicts).toHaveLength(1);
  return { status, verdict: verdicts[0]! };
}

describe.skipIf(!python)(withPython('a verdict for programs'), () => {
  it.each(['mlp', 'transformer'])('%s in μP is as expected', (model) => {
    const { status, verdict } = verdictOn(fixture(`${model}-mup`), '--expect=mup');
    expect(status).toBe(0);
    expect(verdict).toMatchObject({ verdict: 'as expected', failed: false, first: null });
    expect(verdict.widths).toEqual([64, 128, 256, 512]);
    expect(verdict.seeds).toEqual([0, 1, 2, 3, 4]);
    expect(Object.values(verdict.counts).reduce((a, b) => a + b)).toBe(verdict.rows);
  });

  it.each([
    ['mlp', 'second', ['readout']],
    ['transformer', 'blocks.1.qkv', ['blocks.1.mix', 'blocks.1.up', 'blocks.1.down', 'readout']],
  ])('%s is not μP: its first hidden layer is the cause', (model, module, after) => {
    const { status, verdict } = verdictOn(fixture(`${model}-standard`), '--expect=mup');
    expect(status).toBe(3);
    expect(verdict).toMatchObject({
      verdict: 'exploding',
      first: { module, quantity: 'change', step: 1, expected: 0, after },
    });
    expect(verdict.first?.reason).toBe('it should keep its size');
  });

  it('says why a row is expected as a preset has it', () => {
    const { verdict } = verdictOn(fixture('mlp-mup'), '--expect=sp');
    expect(verdict).toMatchObject({
      verdict: 'vanishing',
      first: { module: 'readout', quantity: 'size', step: 0, expected: 0 },
    });
    expect(verdict.first?.reason).toContain('N(0, 1/fan-in)');
  });

  it('has the standard parametrisation as expected where that is what it is', () => {
    for (const model of ['mlp', 'transformer'])
      expect(verdictOn(fixture(`${model}-standard`), '--expect=sp').status).toBe(0);
    expect(verdictOn(fixture('mlp-mup'), '--expect=sp').status).toBe(3);
  });

  it('counts the faults that are asked for alone', () => {
    const file = fixture('mlp-standard');
    expect(verdictOn(file)).toMatchObject({ status: 3, verdict: { verdict: 'exploding' } });
    expect(verdictOn(file, '--fail-on=vanishing')).toMatchObject({
      status: 0,
      verdict: { failOn: ['vanishing'], first: null },
    });
  });

  it('is a line a file, and fails with one of them', () => {
    const files = [fixture('mlp-mup'), fixture('mlp-standard')];
    const { status, verdicts } = verdictsOn(files, '--expect=mup');
    expect(status).toBe(3);
    expect(verdicts.map(({ failed }) => failed)).toEqual([false, true]);
  });
});

describe.skipIf(!python)(withPython('a model with one error'), () => {
  it.each([
    ['layer', 'mup', 'hidden.1', 'change'],
    ['attention', 'mup', 'model@logits', 'change'],
    ['gated', 'mup', 'gate', 'change'],
    ['alpha', 'lora', 'hidden.0@scale', 'size'],
    ['epsilon', 'mup', 'input.weight@epsilon', 'size'],
  ])('%s is found, and the same model without it passes', (error, preset, module, quantity) => {
    expect(verdictOn(fixture(`errors/${error}-wrong`), `--expect=${preset}`)).toMatchObject({
      status: 3,
      verdict: { verdict: 'exploding', first: { module, quantity } },
    });
    const right = error === 'epsilon' ? 'layer' : error;
    expect(verdictOn(fixture(`errors/${right}-right`), `--expect=${preset}`)).toMatchObject({
      status: 0,
      verdict: { verdict: 'as expected', open: 0 },
    });
  });

  it('is told from its equals by a layer’s parameter alone', () => {
    const { verdict } = verdictOn(fixture('errors/layer-wrong'), '--expect=mup');
    expect(verdict.first).toMatchObject({ after: ['hidden.2', 'hidden.1.weight@parameter'] });
  });
});

describe.skipIf(!python)(withPython('too little evidence'), () => {
  const folder = folderForAllTests();

  /** A copy of a record with three widths and two seeds alone. */
  function few() {
    const file = join(folder, 'few.jsonl');
    const rows = readFileSync(fixture('mlp-standard'), 'utf8').split('\n');
    const isKept = (row: string) => /"width":(64|128|256),"seed":[01],/.test(row);
    writeFileSync(file, rows.filter(isKept).join('\n'));
    return file;
  }

  it('is neither a fault nor a pass', () => {
    const flags = ['--expect=mup', '--fail-on=vanishing,exploding'];
    expect(verdictOn(few(), ...flags)).toMatchObject({
      status: 4,
      verdict: { verdict: 'insufficient', failed: false, first: null, open: 21 },
    });
    const { status, stdout } = runCommand(few(), ...flags);
    expect(status).toBe(4);
    expect(stdout).toMatch(/: INSUFFICIENT\n {2}no evidence on 21 slopes: .*\n {2}record more/);
    expect(stdout).not.toContain('passed');
  });

  it.each([
    ['is of what is asked alone', 'diverged', 0, { failed: false }],
    ['can fail by itself', 'undecided', 3, { verdict: 'undecided', failed: true }],
  ])('%s', (_, fault, status, verdict) => {
    const flags = ['--expect=mup', `--fail-on=${fault}`];
    expect(verdictOn(few(), ...flags)).toMatchObject({ status, verdict });
  });

  it('counts less than a fault in another file', () => {
    const { status } = verdictsOn([few(), fixture('mlp-standard')], '--expect=mup');
    expect(status).toBe(3);
  });
});

describe.skipIf(!python)(withPython('what is expected'), () => {
  const folder = folderForAllTests();
  const free = {
    modules: 'readout',
    quantity: 'size',
    step: 'first',
    exponent: 'free',
    reason: 'tested elsewhere',
  };

  /** A copy of a record with lines before it. */
  function withLines(name: string, ...lines: object[]) {
    const file = join(folder, 'run.jsonl');
    const texts = lines.map((line) => `${JSON.stringify(line)}\n`);
    writeFileSync(file, texts.join('') + readFileSync(fixture(name), 'utf8'));
    return file;
  }

  it('may stand in lines of the file, as rows and as presets', () => {
    expect(verdictOn(withLines('mlp-mup', { expect: 'mup' })).status).toBe(0);
    expect(verdictOn(withLines('mlp-standard', { expect: free }, { expect: 'mup' }))).toMatchObject(
      { status: 3, verdict: { first: { module: 'second', step: 1 } } },
    );
  });

  it('may stand in a file of its own, which counts before the measured file', () => {
    const table = join(folder, 'table.json');
    writeFileSync(table, JSON.stringify([free]));
    const file = withLines('mlp-standard', { expect: 'mup' });
    expect(verdictOn(file, `--expect=${table}`)).toMatchObject({
      verdict: { first: { module: 'second' } },
    });
  });
});

describe.skipIf(!python)(withPython('the words for people'), () => {
  it('tell of the first cause, and how many come after it', () => {
    const { status, stdout } = runCommand(fixture('transformer-standard'), '--expect=mup');
    expect(status).toBe(3);
    expect(stdout).toMatch(
      /standard\.jsonl: FAILED\n {2}blocks\.1\.qkv: change after 1 n\^0\.91 .* EXPLODING; .*\n {2}and 5 modules after it: embedding, blocks\.1\.mix, blocks\.1\.up, …\n/,
    );
  });

  it('have a line a module where all is as expected', () => {
    const { stdout } = runCommand(fixture('mlp-mup'), '--expect=mup');
    expect(stdout.replace(/^.*\//, '')).toBe(
      `mlp-mup.jsonl: passed
  first: change after 3 n^0.00 (-0.01 to 0.01) stable
  second: change after 3 n^-0.03 (-0.04 to -0.01) stable
  readout: size after 0 n^-0.55 (-0.59 to -0.51) stable, expected: n^-0.5 to n^0; change after 3 n^-0.04 (-0.07 to -0.02) stable
  42 slopes: 40 stable, 2 undecided; 6 of 8 expected slopes found
`,
    );
  });

  it('end in silence where nobody reads them', () => {
    const command = '"$0" -m singlora_coordinate_check "$@" | true';
    const env = { ...process.env, PYTHONPATH: source };
    const { stderr } = spawnSync('sh', ['-c', command, python ?? '', fixture('mlp-mup')], {
      encoding: 'utf8',
      env,
    });
    expect(stderr).toBe('');
  });

  it('say on the other stream what cannot be judged, and print nothing', () => {
    const mup = fixture('mlp-mup');
    const none = runCommand(mup, fixture('none'));
    expect(none).toMatchObject({ status: 1, stdout: '' });
    expect(none.stderr).toMatch(/^Cannot read .*none\.jsonl: ENOENT/);
    const table = runCommand(mup, '--expect=mu');
    expect(table).toMatchObject({ status: 2, stdout: '' });
    expect(table.stderr).toMatch(/^--expect: mu is no table .*Known presets: sp, mup, lora/);
    const usage = runCommand(mup, '--fail-on=growing');
    expect(usage).toMatchObject({ status: 2, stdout: '' });
    expect(usage.stderr).toMatch(/unknown fault 'growing'. Known: exploding, vanishing/);
  });
});
