import { methods, type Method } from '@singlora/core/registry';
import { paper } from '@singlora/records';
import { afterAll, expect, it } from 'vitest';
import { methodColour, methodOrder, methodTitle } from '@singlora/reporting';
import { parameterCount } from '@singlora/comparison';

const registry = methods as Map<string, Method>;
afterAll(() => void registry.delete('made-up'));

it('has a title, a place, a colour and a count for a method that is one more declaration', () => {
  const colours = [...methods.keys()].map((name) => methodColour(name, []));
  const lora = methods.get('lora')!;
  const spec = { init: { dist: 'zeros' }, group: { lrScale: 1, weightDecay: true } } as const;
  registry.set('made-up', {
    ...lora,
    name: 'made-up',
    title: 'Made up',
    schema: {
      ...lora.schema,
      parse: (given: unknown) => lora.schema.parse({ ...(given as object), method: 'lora' }),
    } as Method['schema'],
    parameters: ({ inFeatures }, { r }) => ({ U: { ...spec, shape: [r, inFeatures], key: 'U' } }),
  });
  expect(methodTitle('made-up')).toBe('Made up');
  expect(methodOrder('made-up')).toBe(colours.length);
  expect([...methods.keys()].slice(0, -1).map((name) => methodColour(name, []))).toEqual(colours);
  expect(parameterCount('made-up', paper.models['roberta-base'], 8)).toBe(12 * 2 * 768 * 8);
});

it('shows a method that it does not know by its name, behind the others', () => {
  expect(methodTitle('other')).toBe('other');
  expect(methodOrder('other')).toBe(methods.size);
  expect(methodColour('other', ['other'])).not.toBe(methodColour('lora', ['other']));
});
