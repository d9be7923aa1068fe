import type { StateDictFile } from '../formats/bytes.ts';
import * as tf from '@tensorflow/tfjs-core';
import { scaling } from '../config.ts';
import { tiedHead } from '../errors.ts';
import { configForLayer } from '../targets.ts';
import type { AdapterArchive, ArchivedLayer, TokenRows } from './archive.ts';
import { namesInBase } from './base-names.ts';
import { fluxLayer } from './dialects/flux-names.ts';
import { areEqual } from './equal-tensors.ts';

/** Names of layers that write tokens, as transformers has them: `proj_out` is Whisper's, the last ones are those of masked words. */
const head = /(^|\.)(lm_head|proj_out|(lm_head|predictions)\.decoder|vocab_projector)$/;
const isEmbedding = /(^|\.)(embed_tokens|wte|word_embeddings|shared)$/;
/** PEFT's names for the tasks of models with such a head. */
const writes = new Set(['CAUSAL_LM', 'SEQ_2_SEQ_LM']);

export const isTokenHead = (layer: string): boolean => head.test(layer);

/** Whether a layer is a head or an embedding of tokens, which may be tied. */
export const isTied = (layer: string): boolean => isTokenHead(layer) || isEmbedding.test(layer);

/**
 * Handles a head that is tied to the embedding. A language model's checkpoint does not hold a tied head, so an update
 * merged into the embedding changes both, in PEFT too. If the adapter has the same update for the head, as with
 * PEFT's `ensure_weight_tying`, the head is left out. A head that was trained whole to other values stays and becomes
 * a tensor of its own.
 * @throws {CoreError} where head and embedding would differ afterwards, and the adapter does not hold the whole head
 */
export function withTiedHead(archive: AdapterArchive, base: StateDictFile): AdapterArchive {
  const keyOf = namesInBase(base);
  const isIn = (layer: string) => keyOf(`${layer}.weight`) !== undefined;
  const weights = Object.entries(archive.whole).map(([name, tensor]) => ({ name, tensor }));
  const repeats = weights.filter(
    ({ name, tensor }) =>
      (name.endsWith('.weight') || isTokenHead(name.replace(/\.bias$/, ''))) &&
      keyOf(name) === undefined &&
      weights.some((other) => keyOf(other.name) !== undefined && areEqual(other.tensor, tensor)),
  );
  const whole = { ...archive.whole };
  for (const { name } of repeats) delete whole[name];
  const layers = archive.layers.filter(
    (layer) => isIn(layer.name) || !archive.layers.some((other) => areTied(archive, other, layer)),
  );
  const rows = Object.entries(archive.tokens ?? {});
  const tokens = rows.filter(
    ([layer, own]) =>
      isIn(layer) || !rows.some(([other, one]) => isIn(other) && areSameRows(one, own)),
  );
  const adapted = [...layers.map(({ name }) => name), ...tokens.map(([layer]) => layer)];
  // Flux's proj_out is no head, and has another name in the original code.
  const isMissing = (name: string) => !isIn(name) && !isIn(fluxLayer(name)?.original ?? name);
  const apart = adapted.find((name) => isTokenHead(name) && isMissing(name));
  if (apart !== undefined) throw tiedHead(`${apart} is adapted`);
  const replaced = replacedAlone(archive, base);
  if (replaced !== undefined && writes.has(String(archive.taskType)))
    throw tiedHead(`${replaced} is replaced and its head is not`);
  return { ...archive, layers, whole, tokens: Object.fromEntries(tokens) };
}

/** A token embedding that an adapter replaces, where neither adapter nor base holds a head: a tied head would change too. */
export function replacedAlone(archive: AdapterArchive, base: StateDictFile): string | undefined {
  const whole = Object.keys(archive.whole);
  const layerOf = (name: string) => name.replace(/\.weight$/, '');
  if ([...base.names, ...whole].some((name) => isTokenHead(layerOf(name)))) return undefined;
  const adapted = new Set([
    ...archive.layers.map(({ name }) => name),
    ...Object.keys(archive.tokens ?? {}),
  ]);
  return whole.find((name) => isEmbedding.test(layerOf(name)) && !adapted.has(layerOf(name)));
}

/** A token embedding with an update, where neither adapter nor base holds a head: a tied head changes too, in PEFT only once merged. */
export function updatedAlone({ layers, whole, taskType }: AdapterArchive, base: StateDictFile) {
  if (taskType !== undefined && !writes.has(taskType)) return undefined;
  const adapted = layers.map(({ name }) => name);
  const weights = [...base.names, ...Object.keys(whole)];
  const all = [...adapted, ...weights.map((name) => name.replace(/\.weight$/, ''))];
  return all.some(isTokenHead) ? undefined : adapted.find((name) => isEmbedding.test(name));
}

/**
 * Tensors that an adapter leaves unchanged although, in the base, they are copies of an embedding or head that it changes:
 * PyTorch's own files hold a tied weight under each of its names. Each is paired with the changed tensor.
 */
export async function copiesLeft({ layers, whole, tokens }: AdapterArchive, base: StateDictFile) {
  const keyOf = namesInBase(base);
  const adapted = [...layers.map(({ name }) => name), ...Object.keys(tokens ?? {})];
  const names = [...adapted.map((name) => `${name}.weight`), ...Object.keys(whole)];
  const changed = new Set(names.flatMap((name) => keyOf(name) ?? []));
  const mayBeTied = (name: string) => isTied(name.replace(/\.weight$/, ''));
  const found: { changed: string; copy: string }[] = [];
  for (const name of changed) {
    const { shape, dtype } = base.info(name);
    const alike = base.names.filter((other) => {
      const info = base.info(other);
      const isAlike = info.dtype === dtype && info.shape.join() === shape.join();
      return isAlike && !changed.has(other) && (mayBeTied(name) || mayBeTied(other));
    });
    if (shape.length !== 2 || alike.length === 0) continue;
    const { bytes } = await base.read(name);
    for (const copy of alike)
      if (areSameBytes(bytes, (await base.read(copy)).bytes)) found.push({ changed: name, copy });
  }
  return found;
}

function areSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** Whether a head's LoRA is its embedding's, transposed: PEFT builds both from the same values. */
function areTied(archive: AdapterArchive, embedding: ArchivedLayer, head: ArchivedLayer): boolean {
  const { lora_embedding_A: a, lora_embedding_B: b } = embedding.parameters;
  const { lora_A, lora_B } = head.parameters;
  if (!a || !b || !lora_A || !lora_B) return false;
  const [one, other] = [embedding, head].map(({ name }) =>
    scaling(configForLayer(archive.config, name)),
  );
  return (
    one === other &&
    tf.tidy(() => areEqual(tf.transpose(b), lora_A) && areEqual(tf.transpose(a), lora_B))
  );
}

const areSameRows = (a: TokenRows, b: TokenRows): boolean =>
  a.indices.join() === b.indices.join() && areEqual(a.rows, b.rows);
