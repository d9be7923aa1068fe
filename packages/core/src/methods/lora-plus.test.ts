import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { parseAdapterConfig } from '../adapter-config.ts';
import { createAdapter } from '../adapter.ts';
import { seeded, slotOf, startTensorFlow } from '../kit.test.support.ts';
import type { ParameterGroup } from '../method.ts';

beforeAll(startTensorFlow);

/** The groups of PEFT's optimiser for LoRA+; see tools/fixtures/loraplus_groups.py. */
const peft = JSON.parse(
  readFileSync(new URL('../fixtures/loraplus-groups.json', import.meta.url), 'utf8'),
) as { ratio: number; groups: Record<string, ParameterGroup> };

const attention = 'roberta.encoder.layer.0.attention.self';
const layers = () => [
  slotOf(`${attention}.query`, 8, 8),
  slotOf(`${attention}.value`, 8, 8),
  slotOf('classifier.dense', 8, 8),
  slotOf('classifier.out_proj', 8, 3),
];

const groupsOf = (method: string, settings: object = {}) =>
  createAdapter(
    layers(),
    parseAdapterConfig({ method, r: 2, target_modules: ['query', 'value'], ...settings }),
    seeded(1),
    { modulesToSave: ['classifier'] },
  ).groups;

it('groups what is trained as the optimiser of its authors, the biases of the head with B', () => {
  expect(groupsOf('lora+', { loraplus_lr_ratio: peft.ratio })).toEqual(peft.groups);
});

it('learns B sixteen times as fast, as its paper, unless told otherwise', () => {
  const name = `${attention}.query.lora_B`;
  expect(groupsOf('lora+')[name]).toEqual({ lrScale: 16, weightDecay: true });
});

it('is LoRA where the ratio is 1', () => {
  expect(groupsOf('lora+', { loraplus_lr_ratio: 1 })).toEqual(groupsOf('lora'));
});
