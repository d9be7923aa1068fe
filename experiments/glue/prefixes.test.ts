import { expect, it } from 'vitest';
import { firstLayerOf } from './prefixes.ts';

const first = (adaptLayers: 'all' | number, ...names: string[]) =>
  firstLayerOf({
    config: { adaptLayers },
    model: { config: { layers: 6 }, modulesToSave: ['classifier'] },
    adapter: { parameters: Object.fromEntries(names.map((name) => [name, null])) },
  } as unknown as Parameters<typeof firstLayerOf>[0]);
const last = 'bert.encoder.layer.5.attention.self.query.lora_A';

it('is the first of the layers that a run adapts', () => {
  expect(first('all', last)).toBe(0);
  expect(first(2, last, 'classifier.weight')).toBe(4);
});

it.each([
  'bert.encoder.layer.3.attention.self.query.lora_A',
  'bert.encoder.layer.0.output.dense.bias',
  'model.embed_tokens.weight',
])('is 0 where %s is trained, too', (name) => {
  expect(first(2, last, name)).toBe(0);
});
