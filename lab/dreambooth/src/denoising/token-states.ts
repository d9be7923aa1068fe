import { frozen } from '@singlora/core';
import type { Tokenizer } from '@singlora/hub';
import type { SequenceClassifier } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';

/** A model of texts and its tokenizer. */
export interface TextModel {
  readonly model: Pick<SequenceClassifier, 'hiddenStates' | 'slots'>;
  readonly tokenizer: Pick<Tokenizer, 'encode' | 'padId'>;
}

const batchSize = 64;

/**
 * The last hidden state of each of a text's tokens, `[tokens, dim]`: each divided by its root mean square, so that all
 * have the same size, and 0 after the end of the text. Longer texts are cut. Equal texts share their states.
 */
export async function tokenStates(
  { model, tokenizer }: TextModel,
  texts: readonly string[],
  tokens: number,
): Promise<Float32Array[]> {
  const distinct = [...new Set(texts)];
  const states = new Map<string, Float32Array>();
  const apply = frozen(model.slots);
  for (let from = 0; from < distinct.length; from += batchSize) {
    const some = distinct.slice(from, from + batchSize);
    const rows = await Promise.all(some.map((text) => tokenizer.encode(text, undefined, tokens)));
    const filled = (numbers: readonly Int32Array[], rest: number) =>
      tf.tensor2d(
        numbers.map((row) => Array.from({ length: tokens }, (_, at) => row[at] ?? rest)),
        [rows.length, tokens],
        'int32',
      );
    const ids = rows.map((row) => row.ids);
    const typeIds = rows.map((row) => row.typeIds);
    const ones = ids.map((row) => row.map(() => 1));
    const result = tf.tidy(() => {
      const inputIds = filled(ids, tokenizer.padId);
      const attentionMask = filled(ones, 0);
      const tokenTypeIds = filled(typeIds, 0);
      const hidden = model.hiddenStates({ inputIds, attentionMask, tokenTypeIds }, { apply });
      const size = tf.sqrt(tf.mean(tf.square(hidden), 2, true));
      return tf.mul(tf.div(hidden, size), tf.expandDims(tf.cast(attentionMask, 'float32'), 2));
    });
    const values = await result.data<'float32'>();
    result.dispose();
    const length = values.length / some.length;
    some.forEach((text, i) => states.set(text, values.slice(i * length, (i + 1) * length)));
  }
  return texts.map((text) => states.get(text) as Float32Array);
}
