import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyOfRepository, nodeIn } from './copy-of-repository.ts';

/** BERT under another name, as ELECTRA's encoder is. */
const architecture = `import type { ClassifierArchitecture } from '../classification/blueprint.ts';
import { bert } from './bert.ts';

export const electra: ClassifierArchitecture = {
  modelTypes: ['electra'],
  read: (source, json, dropout) => ({ ...bert.read(source, json, dropout), architecture: 'electra' }),
};
`;

const use = `import { createSequenceClassifier } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

const config = {
  model_type: 'electra',
  vocab_size: 20,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  max_position_embeddings: 16,
  type_vocab_size: 2,
};
const model = createSequenceClassifier(config, { outputs: 3, weight: (_, shape) => tf.ones(shape) });
console.log(model.architecture, model.slots.length, model.defaultTargets.join());
`;

let copy: string;
/** A copy of the repository with one more architecture: its file, and its line in the list. */
beforeAll(async () => {
  copy = await copyOfRepository(['packages']);
  const models = join(copy, 'packages/models/src');
  await writeFile(join(models, 'encoder/electra.ts'), architecture);
  const list = join(models, 'classification/architectures.ts');
  const text = await readFile(list, 'utf8');
  const added = text.replace('  bert,\n', '  bert,\n  electra,\n');
  await writeFile(list, `import { electra } from '../encoder/electra.ts';\n${added}`);
  await writeFile(join(copy, 'use.ts'), use);
}, 60_000);
afterAll(() => rm(copy, { recursive: true, force: true }));

it('an architecture is one file and its line in the list', { timeout: 60_000 }, async () => {
  expect(await nodeIn(copy, ['use.ts'])).toBe('electra 8 query,value\n');
});
