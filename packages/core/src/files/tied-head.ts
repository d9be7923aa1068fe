import type { StateDictFile } from '@singlora/formats/bytes';
import * as tf from '@tensorflow/tfjs-core';
import { tiedHead } from '../errors.ts';
import type { AdapterArchive } from './archive.ts';

const head = 'lm_head';
const ownHead = /^([^.]+\.)?lm_head\.weight$/;
const isEmbedding = /(^|\.)(embed_tokens|wte|word_embeddings)$/;

/**
 * A language model's head that is its token embedding is no tensor of its checkpoint, so what is merged into the embedding changes
 * both, in PEFT too. Of an adapter that brings the head as well, the same once more, the head is left out.
 * @throws {CoreError} where head and embedding would differ afterwards, for which the checkpoint has no place
 */
export function withTiedHead(archive: AdapterArchive, base: StateDictFile): AdapterArchive {
  if (base.names.some((name) => ownHead.test(name))) return archive;
  const { layers, taskType } = archive;
  if (layers.some(({ name }) => name === head)) throw tiedHead(`${head} is adapted`);
  const { [`${head}.weight`]: own, ...whole } = archive.whole;
  if (own) {
    if (!Object.values(whole).some((tensor) => areEqual(tensor, own)))
      throw tiedHead(`${head} differs from the embedding`);
    return { ...archive, whole };
  }
  const replaced = Object.keys(whole).find((name) =>
    isEmbedding.test(name.replace(/\.weight$/, '')),
  );
  const isAdapted = layers.some(({ name }) => replaced === `${name}.weight`);
  if (taskType === 'CAUSAL_LM' && replaced !== undefined && !isAdapted)
    throw tiedHead(`${replaced} is replaced and ${head} is not`);
  return archive;
}

const areEqual = (a: tf.Tensor, b: tf.Tensor): boolean =>
  a.shape.join() === b.shape.join() && tf.tidy(() => tf.all(tf.equal(a, b)).dataSync()[0]) === 1;
