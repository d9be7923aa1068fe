import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/files/temporary';
import { describe, expect, it } from 'vitest';
import check from '../check.ts';

const fixture = (name: string) => new URL(`../fixtures/${name}.jsonl`, import.meta.url).pathname;

const folder = folderForAllTests();

const asked = (more: object) => ({ ...check.presets['default']!, quiet: true, ...more });

/** The printed answer, and the exit code. */
async function answer(more: object) {
  const printed: string[] = [];
  const code = await check.answer?.(asked(more), (line) => printed.push(line));
  return { code, printed };
}

const verdictOn = async (file: string, more: object = {}) => {
  const { code, printed } = await answer({ measured: [file], ...more });
  expect(printed).toHaveLength(1);
  return { code, verdict: JSON.parse(printed[0]!) as Record<string, unknown> };
};

/** A copy of a fixture with lines before it. */
function withLines(name: string, ...lines: object[]) {
  const file = join(folder, 'run.jsonl');
  const texts = lines.map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(file, texts.join('') + readFileSync(fixture(name), 'utf8'));
  return file;
}

describe('a verdict for programs', () => {
  it.each(['mlp', 'transformer'])('%s in μP is as expected', async (model) => {
    const { code, verdict } = await verdictOn(fixture(`${model}-mup`), { expect: ['mup'] });
    expect(code).toBe(0);
    expect(verdict).toMatchObject({ verdict: 'as expected', failed: false, first: null });
    expect(verdict['widths']).toEqual([64, 128, 256, 512]);
    expect(verdict['seeds']).toEqual([0, 1, 2, 3, 4]);
    const counts = Object.values(verdict['counts'] as Record<string, number>);
    expect(counts.reduce((a, b) => a + b)).toBe(verdict['rows']);
  });

  it.each([
    ['mlp', 'second', ['readout']],
    ['transformer', 'blocks.1.qkv', ['blocks.1.mix', 'blocks.1.up', 'blocks.1.down', 'readout']],
  ])('%s is not μP: its first hidden layer is the cause', async (model, module, after) => {
    const { code, verdict } = await verdictOn(fixture(`${model}-standard`), { expect: ['mup'] });
    expect(code).toBe(3);
    expect(verdict).toMatchObject({
      verdict: 'exploding',
      first: { module, quantity: 'change', step: 1, expected: 0, after },
    });
    expect((verdict['first'] as { reason: string }).reason).toBe('it should keep its size');
  });

  it('says why a row is expected as a preset has it', async () => {
    const { verdict } = await verdictOn(fixture('mlp-mup'), { expect: ['sp'] });
    expect(verdict).toMatchObject({
      verdict: 'vanishing',
      first: { module: 'readout', quantity: 'size', step: 0, expected: 0 },
    });
    expect((verdict['first'] as { reason: string }).reason).toContain('N(0, 1/fan-in)');
  });

  it('has the standard parametrisation as expected where that is what it is', async () => {
    for (const model of ['mlp', 'transformer'])
      expect(await verdictOn(fixture(`${model}-standard`), { expect: ['sp'] })).toMatchObject({
        code: 0,
      });
    expect(await verdictOn(fixture('mlp-mup'), { expect: ['sp'] })).toMatchObject({ code: 3 });
  });

  it('counts the faults that are asked for alone', async () => {
    const file = fixture('mlp-standard');
    expect(await verdictOn(file)).toMatchObject({ code: 3, verdict: { verdict: 'exploding' } });
    expect(await verdictOn(file, { failOn: ['vanishing'] })).toMatchObject({
      code: 0,
      verdict: { failOn: ['vanishing'], first: null },
    });
  });

  it('is a line a file, and fails with one of them', async () => {
    const measured = [fixture('mlp-mup'), fixture('mlp-standard')];
    const { code, printed } = await answer({ measured, expect: ['mup'] });
    expect(code).toBe(3);
    expect(printed.map((line) => (JSON.parse(line) as { failed: boolean }).failed)).toEqual([
      false,
      true,
    ]);
  });

  it('prints nothing where one file is damaged', async () => {
    const printed: string[] = [];
    const measured = [fixture('mlp-mup'), fixture('none')];
    await expect(check.answer?.(asked({ measured }), (line) => printed.push(line))).rejects.toThrow(
      /none\.jsonl/,
    );
    expect(printed).toEqual([]);
  });

  it('answers nothing where runs are asked for', () => {
    const measured = [fixture('mlp-mup')];
    expect(check.answer?.(asked({ quiet: false, measured }), () => {})).toBeUndefined();
    expect(() => check.plan(asked({ measured: [] }), 'test')).toThrow(/need --measured/);
  });
});

describe('a model with one error', () => {
  it.each([
    ['layer', 'mup', 'hidden.1', 'change'],
    ['attention', 'mup', 'model@logits', 'change'],
    ['alpha', 'lora', 'hidden.0@scale', 'size'],
    ['epsilon', 'mup', 'input.weight@epsilon', 'size'],
  ])(
    '%s is found, and the same model without it passes',
    async (error, preset, module, quantity) => {
      const asked = { expect: [preset] };
      expect(await verdictOn(fixture(`errors/${error}-wrong`), asked)).toMatchObject({
        code: 3,
        verdict: { verdict: 'exploding', first: { module, quantity } },
      });
      const right = error === 'epsilon' ? 'layer' : error;
      expect(await verdictOn(fixture(`errors/${right}-right`), asked)).toMatchObject({
        code: 0,
        verdict: { verdict: 'as expected', open: 0 },
      });
    },
  );

  it('is told from its equals by a layer’s parameter alone', async () => {
    const { verdict } = await verdictOn(fixture('errors/layer-wrong'), { expect: ['mup'] });
    expect(verdict['first']).toMatchObject({ after: ['hidden.2', 'hidden.1.weight@parameter'] });
  });
});

describe('too little evidence', () => {
  /** A copy of a fixture with its first widths and seeds alone. */
  function partOf(name: string, widths: number, seeds: number) {
    const file = join(folder, `${name}-${widths}-${seeds}.jsonl`);
    const rows = readFileSync(fixture(name), 'utf8').trimEnd().split('\n');
    const isKept = (row: string) => {
      const { width, seed } = JSON.parse(row) as { width: number; seed: number };
      return width < 64 * 2 ** widths && seed < seeds;
    };
    writeFileSync(file, rows.filter(isKept).join('\n'));
    return file;
  }

  it('is neither a fault nor a pass', async () => {
    const file = partOf('mlp-standard', 3, 2);
    const asked = { expect: ['mup'], failOn: ['vanishing', 'exploding'] };
    expect(await verdictOn(file, asked)).toMatchObject({
      code: 4,
      verdict: { verdict: 'insufficient', failed: false, first: null, open: 21 },
    });
    const { code, printed } = await answer({ ...asked, measured: [file], quiet: false });
    expect(code).toBe(4);
    expect(printed[0]).toMatch(/: INSUFFICIENT\n {2}no evidence on 21 slopes: .*\n {2}record more/);
    expect(printed[0]).not.toContain('passed');
  });

  it('is of what is asked alone', async () => {
    const file = partOf('mlp-standard', 3, 2);
    const asked = { expect: ['mup'], failOn: ['diverged'] };
    expect(await verdictOn(file, asked)).toMatchObject({ code: 0 });
  });

  it('can fail by itself', async () => {
    const file = partOf('mlp-standard', 3, 2);
    const asked = { expect: ['mup'], failOn: ['undecided'] };
    const { code, verdict } = await verdictOn(file, asked);
    expect([code, verdict]).toMatchObject([3, { verdict: 'undecided', failed: true }]);
  });

  it('counts less than a fault in another file', async () => {
    const measured = [partOf('mlp-standard', 3, 2), fixture('mlp-standard')];
    expect(await answer({ measured, expect: ['mup'] })).toMatchObject({ code: 3 });
    expect(await answer({ measured: measured.slice(0, 1), expect: ['mup'] })).toMatchObject({
      code: 4,
    });
  });
});

describe('what is expected', () => {
  const free = {
    modules: 'readout',
    quantity: 'size',
    step: 'first',
    exponent: 'free',
    reason: 'tested elsewhere',
  };

  it('may stand in lines of the file, as rows and as presets', async () => {
    const mup = withLines('mlp-mup', { expect: 'mup' });
    expect(await verdictOn(mup)).toMatchObject({ code: 0 });
    const rows = withLines('mlp-standard', { expect: free }, { expect: 'mup' });
    expect(await verdictOn(rows)).toMatchObject({
      code: 3,
      verdict: { first: { module: 'second', step: 1 } },
    });
  });

  it('may stand in a file of its own, which counts before the measured file', async () => {
    const table = join(folder, 'table.json');
    writeFileSync(table, JSON.stringify([free]));
    const file = withLines('mlp-standard', { expect: 'mup' });
    expect(await verdictOn(file, { expect: [table] })).toMatchObject({
      verdict: { first: { module: 'second' } },
    });
    const [plan] = check.plan(asked({ measured: [file], expect: [table, 'sp'] }), 'test');
    expect(plan?.config).toMatchObject({ expect: [free, 'sp'] });
  });

  it.each([
    ['nothing', '--expect: .* is no table of expectations: .*Known presets: sp, mup, lora'],
    ['[', 'is no table'],
    ['{}', 'expected array'],
    ['[{"modules":"*"}]', '0.quantity'],
  ])('names what is wrong with a table: %s', (text, message) => {
    const table = join(folder, `${text.length}.json`);
    if (text !== 'nothing') writeFileSync(table, text);
    const measured = [fixture('mlp-mup')];
    expect(() => check.plan(asked({ measured, expect: [table] }), 'test')).toThrow(
      new RegExp(message, 's'),
    );
  });

  it.each([
    [{ expect: 'mu' }, /line 1: "expect": .*"sp"/],
    [{ expect: { ...free, step: 'second' } }, /line 1: "expect.step": .*"first", "last" or "any"/],
    [{ expect: free, width: 64 }, /line 1: .*width/],
    [{ expects: free }, /line 1: "width"/],
  ])('names the line that is none: %j', async (line, message) => {
    const measured = [withLines('mlp-mup', line)];
    await expect(check.answer?.(asked({ measured }), () => {})).rejects.toThrow(message);
  });
});

it('tells people of the first cause, and how many come after it', async () => {
  const { code, printed } = await answer({
    measured: [fixture('transformer-standard')],
    expect: ['mup'],
    failOn: ['exploding'],
    quiet: false,
  });
  expect(code).toBe(3);
  expect(printed.join('\n')).toMatch(
    /standard\.jsonl: FAILED\n {2}blocks\.1\.qkv: change after 1 n\^0\.91 .* EXPLODING; .*\n {2}and 5 modules after it: embedding, blocks\.1\.mix, blocks\.1\.up, …\n/,
  );
});
