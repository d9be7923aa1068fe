import { describe, expect, it } from 'vitest';
import { parseAdapterConfig } from './adapter-config.ts';
import { methods } from './registry.ts';
import { rampAt } from './ramp.ts';

describe('parseAdapterConfig', () => {
  it("fills in every default, by PEFT's names", () => {
    expect(parseAdapterConfig({ method: 'singlora' })).toEqual({
      method: 'singlora',
      r: 8,
      lora_alpha: 8,
      use_rslora: false,
      lora_dropout: 0,
      rank_pattern: {},
      alpha_pattern: {},
      ramp: { fraction: 0.01 },
      init: { dist: 'uniform', fan: 'width' },
    });
  });

  it('round-trips through JSON for every method', () => {
    for (const method of methods.keys()) {
      const config = parseAdapterConfig({ method, target_modules: ['q'], r: 4 });
      expect(parseAdapterConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
    }
  });

  it('suggests the nearest method', () => {
    expect(() => parseAdapterConfig({ method: 'singlroa' })).toThrow(/Did you mean "singlora"/);
    expect(() => parseAdapterConfig({})).toThrow(/Known methods: lora, singlora/);
    expect(() => parseAdapterConfig(null)).toThrow(/Unknown adapter method/);
    for (const [mark, method] of Object.entries({ use_dora: 'dora', use_rslora: 'rslora' }))
      expect(() => parseAdapterConfig({ r: 8, [mark]: true })).toThrow(`say method: '${method}'`);
  });

  it.each([
    [{ method: 'lora', r: 0 }, /r: Too small: expected number to be >=1/],
    [
      { method: 'lora', bias: 'some' },
      /bias: Invalid option: expected one of "none"\|"all"\|"lora_only"/,
    ],
    [{ method: 'lora', lora_droput: 0.1 }, /unknown setting "lora_droput" \(near: lora_dropout/],
    [{ method: 'lora', lora_dropout: 1 }, /lora_dropout/],
    [{ method: 'lora', use_dora: true }, /"use_dora" \(here method: 'dora' says it\)/],
    [{ method: 'lora', init_lora_weights: 'PiSSA' }, /expected true, .*"pissa" or "olora"/],
    [{ method: 'singlora', ramp: { steps: 10, fraction: 0.1 } }, /ramp/],
    [
      { method: 'singlora', init: { fan: 'depth' } },
      /init\.fan: expected "width", "rank" or a number/,
    ],
    [{ method: 'rslora', use_rslora: false }, /use_rslora/],
    [{ method: 'lora', target_modules: '.*', layers_to_transform: 1 }, /layers_to_transform/],
    [{ method: 'lora', layers_pattern: 'h' }, /no meaning without layers_to_transform/],
  ])('refuses %j', (settings, message) => {
    expect(() => parseAdapterConfig(settings)).toThrow(message);
    expect(() => parseAdapterConfig(settings)).toThrow(
      expect.objectContaining({ code: 'ADAPTER_BAD_CONFIG' }),
    );
  });
});

describe('rampAt', () => {
  it('is min(t/T, 1) of completed steps, T in steps or as a fraction of the run', () => {
    const of = (ramp: unknown, step: number, total: number) =>
      rampAt(parseAdapterConfig({ method: 'singlora', ramp }), step, total);
    expect([0, 1, 4, 9].map((t) => of({ steps: 4 }, t, 1000))).toEqual([0, 0.25, 1, 1]);
    expect([0, 1, 2].map((t) => of({ fraction: 0.01 }, t, 200))).toEqual([0, 0.5, 1]);
    // T is the nearest number of whole steps, and at least one.
    expect([1, 2, 3].map((t) => of({ fraction: 0.01 }, t, 260))).toEqual([1 / 3, 2 / 3, 1]);
    expect([1, 2].map((t) => of({ fraction: 0.01 }, t, 240))).toEqual([1 / 2, 1]);
    expect([0, 1].map((t) => of({ fraction: 0.01 }, t, 10))).toEqual([0, 1]);
    expect(of('none', 0, 10)).toBe(1);
    expect(rampAt(parseAdapterConfig({ method: 'lora' }), 0, 10)).toBe(1);
  });

  it('refuses a negative step, and numbers that are none', () => {
    const config = parseAdapterConfig({ method: 'singlora', ramp: { fraction: 0.5 } });
    expect(() => rampAt(config, -1, 10)).toThrow(/u is -0\.2, expected a number from 0 to 1/);
    expect(() => rampAt(config, NaN, 10)).toThrow(/u is NaN/);
    expect(() => rampAt(config, 1, undefined as never)).toThrow(/u is NaN/);
  });

  it('says how a ramp is written', () => {
    const parse = (ramp: unknown) => () => parseAdapterConfig({ method: 'singlora', ramp });
    expect(parse(1000)).toThrow(
      /ramp: expected "none", \{ steps: 1000 \} or \{ fraction: 0\.01 \}/,
    );
    expect(parse(50)).toThrow(/\{ steps: 50 \}/);
    expect(parse({ steps: 1.5 })).toThrow(/ramp/);
  });
});
