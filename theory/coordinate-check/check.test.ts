import { isFault, type LossStep, type ModuleReport } from '@singlora/scaling';
import { parseInvocation } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import check from './check.ts';
import { runCheck } from '../run-check.test.support.ts';

const smoke = check.presets['smoke']!;
const tiny = { ...smoke, known: false, widths: [16, 32, 64], seeds: [0, 1], steps: 1 };

interface Result {
  readonly known: string | null;
  readonly modules: readonly ModuleReport[];
  readonly losses: readonly LossStep[];
}

describe('the coordinate check', () => {
  it('trains the networks of known scaling first, then each family with each method', async () => {
    const all = await runCheck(check, { ...tiny, known: true, families: ['residual-mlp-mup'] });
    expect(all.map(({ plan }) => plan.label)).toEqual([
      'residual-mlp-sp · whole · adam, rate 0.00001 n^0',
      'residual-mlp-sp · whole · gd, rate 0.0001 n^0',
      'residual-mlp-sp · whole · gd, rate 0.01 n^-1',
      'residual-mlp-mup · whole · adam, rate 0.1 n^0',
      'residual-mlp-mup · whole · gd, rate 0.1 n^0',
      'residual-mlp-mup · singlora · adam, rate 0.01 n^-0.5',
      'residual-mlp-mup · lora · adam, rate 0.01 n^-0.5',
    ]);
    for (const { plan, result, says } of all) {
      const { known, modules } = result as Result;
      expect(modules.map(({ name }) => name)).toEqual(['in', 'blocks.0', 'blocks.1', 'out']);
      const steps = modules.flatMap((module) => module.steps);
      const expected = steps.filter((step) => step.expected !== null);
      const isWhole = plan.label.includes('whole');
      expect(expected.length > 0).toBe(isWhole || plan.label.includes('mup'));
      expect(known === null).toBe(!isWhole);
      expect(says).toMatch(/^24 slopes: \d+ stable, (\d+ flagged.*, )?\d+ undecided/);
      expect((result as Result).losses).toMatchObject([{ step: 1 }]);
      expect(steps[0]?.points.map(({ width, values }) => [width, values.length])).toEqual([
        [16, 2],
        [32, 2],
        [64, 2],
      ]);
    }
  });

  it('shows what nothing trained comes before, and a start at zero, without flagging them', async () => {
    const [, lora] = await runCheck(check, { ...smoke, known: false });
    const { modules } = lora!.result as Result;
    const [first] = modules;
    expect(first?.steps.find(({ verdict }) => verdict === 'zero')?.expected?.reason).toMatch(
      /exactly 0/,
    );
    const changes = modules.map(({ steps }) =>
      steps.find(({ quantity, step }) => quantity === 'change' && step === 1),
    );
    expect(changes[0]?.verdict).toBe('zero');
    expect(changes.map((step) => isFault(step!))).toEqual([false, false, false, false]);
  });

  it('refuses names that it does not know, and a method without a rate', () => {
    expect(() => check.plan({ ...tiny, methods: ['vera'] }, 'test')).toThrow(
      /Known methods: lora, singlora/,
    );
    expect(() => check.plan({ ...tiny, families: ['gpt'] }, 'test')).toThrow(/Known: linear-toy/);
    expect(() =>
      check.plan({ ...tiny, methods: ['lora'], rateExponents: { singlora: -0.5 } }, 'test'),
    ).toThrow(/names no exponent for lora: add lora=/);
  });

  it('refuses too few widths and seeds before it trains, and says where the power is low', async () => {
    expect(() => check.plan({ ...tiny, widths: [16, 32, 32] }, 'test')).toThrow(
      /three different widths; for residual-mlp-mup --widths leaves /,
    );
    expect(() =>
      check.plan({ ...tiny, families: ['transformer'], widths: [512, 1024, 2048] }, 'test'),
    ).toThrow(/three different widths; for transformer --widths leaves 512, 1024/);
    expect(() => check.plan({ ...tiny, seeds: [3] }, 'test')).toThrow(/two different seeds/);
    const said: string[] = [];
    const context = { log: (line: string) => said.push(line), env: process.env };
    const { signal } = new AbortController();
    await check.prepare(tiny, { ...context, signal });
    expect(said[0]).toMatch(/^Low power: 2 seeds at 3 widths from 16 to 64/);
    await check.prepare({ ...tiny, ...check.presets['default']! }, { ...context, signal });
    expect(said.filter((line) => line.startsWith('Low power'))).toHaveLength(1);
  });

  it('reads its flags', () => {
    const given = (...argv: string[]) => parseInvocation(check, 'theory', argv).settings;
    const parsed = given(
      ...['--preset=smoke', '--known=false', '--widths=64,128,256'],
      '--rate-exponents=lora=-0.5,lora+=-1',
    );
    expect(parsed).toMatchObject({
      known: false,
      rateExponents: { lora: -0.5, 'lora+': -1 },
      widths: [64, 128, 256],
    });
    expect(given('--rate-exponents=-1')).toMatchObject({ rateExponents: -1 });
    expect(() => given('--rate-exponents=lora=1,lora=2')).toThrow('lora is listed twice');
    for (const empty of ['', 'lora='])
      expect(() => given(`--rate-exponents=${empty}`)).toThrow(/--rate-exponents/);
  });
});

describe("the notes' example", () => {
  it('tells a rate that suits every width from those that do not', async () => {
    await startBackend();
    const example = await import('./own-model.test.example.ts');
    const verdictAt = (exponent: number, step: number) => {
      const [layer] = example.check((width) => 0.03 * (width / 64) ** exponent);
      return layer?.steps.find((each) => each.quantity === 'change' && each.step === step)?.verdict;
    };
    expect(verdictAt(-0.5, 10)).toBe('stable');
    expect(verdictAt(0, 1)).toBe('exploding');
    expect(verdictAt(-1, 1)).toBe('vanishing');
  });
});
