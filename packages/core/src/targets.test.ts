import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CommonConfig } from './config.ts';
import { parseAdapterConfig } from './adapter-config.ts';
import type { SlotKind } from './slot.ts';
import { checkNames, chooseTargets, configForLayer, withDefaults } from './targets.ts';

const layer = (name: string, kind: SlotKind = 'linear') => ({
  name,
  kind,
  inFeatures: 4,
  outFeatures: 4,
});

const bert = [
  layer('bert.embeddings.word_embeddings', 'embedding'),
  ...[0, 1, 11].flatMap((i) => [
    layer(`bert.encoder.layer.${i}.attention.self.query`),
    layer(`bert.encoder.layer.${i}.attention.self.value`),
    layer(`bert.encoder.layer.${i}.output.dense`),
  ]),
  layer('bert.pooler.dense'),
  layer('classifier'),
];

const config = (settings: object): CommonConfig =>
  parseAdapterConfig({ method: 'lora', ...settings });
const short = (name: string) =>
  name.replace('bert.encoder.layer.', '').replace('attention.self.', '');
const adapted = (settings: object) => chooseTargets(bert, config(settings)).adapted.map(short);

describe('chooseTargets', () => {
  it('takes all-linear as every linear layer but the head and the modules to save', () => {
    expect(adapted({ target_modules: 'all-linear' })).toHaveLength(10);
    expect(adapted({ target_modules: 'all-linear', modules_to_save: ['pooler'] })).toHaveLength(9);
  });

  it('finds modules to save by any part of the path', () => {
    const { saved } = chooseTargets(
      bert,
      config({ target_modules: ['query'], modules_to_save: ['pooler', 'classifier'] }),
    );
    expect(saved).toEqual(['bert.pooler.dense', 'classifier']);
  });

  it('uses the defaults of the model where the configuration is silent', () => {
    const defaults = { targetModules: ['value'], modulesToSave: ['classifier'] };
    expect(() => chooseTargets(bert, config({}))).toThrow(/target_modules is not set/);
    expect(chooseTargets(bert, withDefaults(config({}), defaults))).toEqual({
      adapted: [0, 1, 11].map((i) => `bert.encoder.layer.${i}.attention.self.value`),
      saved: ['classifier'],
    });
    const own = withDefaults(config({ target_modules: ['query'], modules_to_save: [] }), defaults);
    expect(chooseTargets(bert, own).saved).toEqual([]);
  });
});

describe('checkNames', () => {
  const check = (settings: object) => () => {
    const c = config(settings);
    checkNames(bert, c, chooseTargets(bert, c));
  };

  it('refuses each name and pattern that matches nothing, with near names', () => {
    const target_modules = ['query'];
    expect(check({ target_modules: ['query', 'vlaue'] })).toThrow(/"vlaue" \(near: .*value/);
    expect(check({ target_modules, modules_to_save: ['clasifier'] })).toThrow(/near: classifier/);
    expect(check({ target_modules, exclude_modules: ['lm_head'] })).toThrow(/exclude_modules/);
    expect(check({ target_modules, rank_pattern: { value: 2 } })).toThrow(/rank_pattern/);
    expect(check({ target_modules, alpha_pattern: { 'layer.7.*': 2 } })).toThrow(/alpha_pattern/);
    expect(check({ target_modules, rank_pattern: { '1\\..*query': 2 } })).not.toThrow();
  });
});

describe('configForLayer', () => {
  it('goes by the patterns as they are, changed since or not', () => {
    const c = config({ target_modules: ['query'], r: 8, rank_pattern: { query: 4 } });
    const ranks = () => ['a.query', 'a.key'].map((name) => configForLayer(c, name).r);
    expect(ranks()).toEqual([4, 8]);
    Object.assign(c.rank_pattern, { query: 2, key: 3 });
    expect(ranks()).toEqual([2, 3]);
  });
});

interface Answers {
  readonly names: readonly string[];
  readonly targets: readonly { settings: object; adapted: readonly string[] }[];
  readonly patterns: readonly {
    patterns: Record<string, number>;
    values: Readonly<Record<string, number>>;
  }[];
}

describe("PEFT's answers", () => {
  const file = new URL('./fixtures/targets.json', import.meta.url);
  const { names, targets, patterns } = JSON.parse(readFileSync(file, 'utf8')) as Answers;
  const layers = names.map((name) => layer(name));

  it.each(targets)('layers for $settings', ({ settings, adapted: wanted }) => {
    const choose = () => chooseTargets(layers, config(settings)).adapted;
    if (wanted.length === 0) expect(choose).toThrow(/no match|left none/);
    else expect(choose()).toEqual(wanted);
  });

  it.each(patterns)('values for $patterns', ({ patterns: rank_pattern, values }) => {
    const settings = config({ r: 99, target_modules: '.*', rank_pattern });
    const found = names.map((name) => [name, configForLayer(settings, name).r] as const);
    expect(Object.fromEntries(found.filter(([, r]) => r !== 99))).toEqual(values);
  });
});
