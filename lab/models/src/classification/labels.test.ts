import { expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import { checkpointLabels, outputOrder } from './labels.ts';

const nli = ['entailment', 'neutral', 'contradiction'];

it('reads names by id, whatever order the keys are in', () => {
  const json = { id2label: { 1: 'b', 0: 'a', 2: 'c' } };
  expect(checkpointLabels('config.json', json, 3)).toEqual(['a', 'b', 'c']);
  const numbers = { id2label: { 0: 1, 1: 0 } };
  expect(checkpointLabels('config.json', numbers, 2)).toEqual(['1', '0']);
});

it('names nameless classes as transformers does', () => {
  expect(checkpointLabels('config.json', {}, 2)).toEqual(['LABEL_0', 'LABEL_1']);
});

it.each([3, 1e9, 2 ** 53 - 1])(
  'refuses another number of labels than the head has: %s',
  (count) => {
    const read = () => checkpointLabels('config.json', { num_labels: count }, 2);
    expect(read).toThrow(`states ${count} labels, and the model's head has 2 outputs`);
  },
);

it('refuses labels that are no names', () => {
  const read = () => checkpointLabels('config.json', { id2label: { 0: [7] } }, 1);
  expect(read).toThrow(ModelError);
});

it('finds the same names in another order, however they are written', () => {
  expect(outputOrder('m', ['CONTRADICTION', 'Entailment', 'neutral'], nli)).toEqual([1, 2, 0]);
  for (const name of ['not_entailment', 'not entailment', 'NOT-ENTAILMENT']) {
    expect(outputOrder('m', [name, 'entailment'], ['entailment', 'not_entailment'])).toEqual([
      1, 0,
    ]);
  }
});

it('leaves what is in order, generic names, and a bare count', () => {
  expect(outputOrder('m', ['Entailment', 'Neutral', 'Contradiction'], nli)).toBeUndefined();
  expect(outputOrder('m', ['LABEL_0', 'LABEL_1', 'LABEL_2'], nli)).toBeUndefined();
  expect(outputOrder('m', ['x', 'y'], 2)).toBeUndefined();
});

it.each([
  { theirs: ['negative', 'neutral', 'positive'], ours: nli },
  { theirs: ['entailment', 'neutral', 'neutral'], ours: nli },
  { theirs: ['LABEL_0', 'LABEL_1'], ours: nli },
  { theirs: ['LABEL_0', 'LABEL_1'], ours: 1 },
])('refuses $theirs for $ours, naming both and the way out', ({ theirs, ours }) => {
  const order = () => outputOrder('some/model', theirs, ours);
  expect(order).toThrow(expect.objectContaining({ code: 'MODEL_LABELS' }) as Error);
  expect(order).toThrow(theirs.join(', '));
  expect(order).toThrow(typeof ours === 'number' ? '1 output' : nli.join(', '));
  expect(order).toThrow('fresh head');
  expect(order).toThrow('AutoModel.from_pretrained');
});
