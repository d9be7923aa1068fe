import { expect, it } from 'vitest';
import { nameParameters } from './parameters.mjs';
import { sectionsOf } from './sections.mjs';

it('lists the sections below the title as readers see them, each with an anchor of its own', () => {
  const text =
    '# The page\n\n## Table 1: [LoRA](x.md) on `n`\n\n```bash\n# no heading\n```\n\n## Rates\n\n### Rates\n';
  expect(sectionsOf(text)).toEqual([
    { title: 'Table 1: LoRA on n', anchor: 'table-1-lora-on-n' },
    { title: 'Rates', anchor: 'rates' },
    { title: 'Rates', anchor: 'rates-1' },
  ]);
});

it('names parameters that are taken apart after their types', () => {
  const reference = (name, ...typeArguments) => ({ type: 'reference', name, typeArguments });
  const taken = [
    reference('GlueSetting'),
    reference('Pick', reference('GlueSetting')),
    { type: 'reflection' },
    { type: 'typeOperator', target: { type: 'array' } },
  ].map((type) => ({ name: '__namedParameters', type }));
  const all = [{ name: 'glueSetting2' }, ...taken];
  nameParameters(all);
  expect(all.map(({ name }) => name)).toEqual([
    'glueSetting2',
    'glueSetting',
    'glueSetting3',
    'options',
    'values',
  ]);
});
