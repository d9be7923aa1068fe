import {
  attention,
  crossEntropy,
  gelu,
  layerNorm,
  type NamedTensors,
} from '@singlora/core/kernels';
import { parseSafetensors } from '@singlora/core/formats/bytes';
import type { ApplySlot, Slot } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';

/** The settings of a BERT's `config.json` that are read here. */
export interface SmallBertConfig {
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly layer_norm_eps: number;
}

/** Sentences of one batch, filled up to the longest: `[batch][length]`. */
export interface SentenceBatch {
  readonly ids: readonly (readonly number[])[];
  readonly mask: readonly (readonly number[])[];
}

/** A frozen BERT with a fresh classifier on it, as Hugging Face's BertForSequenceClassification. */
export interface SmallClassifier {
  readonly slots: readonly Slot[];
  /** `[batch, labels]` */
  logits(apply: ApplySlot, batch: SentenceBatch): tf.Tensor2D;
}

/** Opens a checkpoint of BERT's encoder, whose weights its classifiers share; names may begin with `bert.` or not. */
export async function openBert(
  { num_hidden_layers, num_attention_heads: heads, layer_norm_eps: epsilon }: SmallBertConfig,
  checkpoint: Uint8Array,
): Promise<(labels: number) => SmallClassifier> {
  const file = await parseSafetensors(checkpoint, 'model.safetensors');
  const prefix = file.has('bert.embeddings.word_embeddings.weight') ? 'bert.' : '';
  const tensor = async (name: string): Promise<tf.Tensor> => {
    const values = await file.readFloat32(prefix + name);
    return tf.tensor(values, [...file.info(prefix + name).shape]);
  };

  const slots: Slot[] = [];
  const addLinear = async (name: string): Promise<void> => {
    const weight = (await tensor(`${name}.weight`)) as tf.Tensor2D;
    const bias = (await tensor(`${name}.bias`)) as tf.Tensor1D;
    const [outFeatures, inFeatures] = weight.shape;
    slots.push({ name: `bert.${name}`, kind: 'linear', inFeatures, outFeatures, weight, bias });
  };
  const others: NamedTensors = {};
  const addOther = async (name: string) => void (others[name] = await tensor(name));

  for (const table of ['word', 'position', 'token_type'])
    await addOther(`embeddings.${table}_embeddings.weight`);
  const norms = ['embeddings.LayerNorm'];
  for (let i = 0; i < num_hidden_layers; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value'])
      await addLinear(`${layer}.attention.self.${part}`);
    for (const part of ['attention.output', 'intermediate', 'output'])
      await addLinear(`${layer}.${part}.dense`);
    norms.push(`${layer}.attention.output.LayerNorm`, `${layer}.output.LayerNorm`);
  }
  for (const norm of norms) {
    await addOther(`${norm}.weight`);
    await addOther(`${norm}.bias`);
  }
  await addLinear('pooler.dense');
  const width = slots.at(-1)?.outFeatures as number;
  const head = (labels: number): Slot => ({
    ...({ name: 'classifier', kind: 'linear', inFeatures: width, outFeatures: labels } as const),
    weight: tf.zeros<tf.Rank.R2>([labels, width]),
    bias: tf.zeros<tf.Rank.R1>([labels]),
  });

  const row = (name: string) => others[name] as tf.Tensor2D;
  const normalised = (x: tf.Tensor, name: string): tf.Tensor =>
    layerNorm(
      x,
      others[`${name}.weight`] as tf.Tensor1D,
      others[`${name}.bias`] as tf.Tensor1D,
      epsilon,
    );

  /** `[batch · length, width]` */
  const embedded = (ids: tf.Tensor2D): tf.Tensor => {
    const [batch, length] = ids.shape;
    const words = tf.gather(row('embeddings.word_embeddings.weight'), ids);
    const places = tf.slice(row('embeddings.position_embeddings.weight'), 0, length);
    const type = tf.slice(row('embeddings.token_type_embeddings.weight'), 0, 1);
    const sum = tf.add(tf.add(words, places), type);
    return normalised(tf.reshape(sum, [batch * length, -1]), 'embeddings.LayerNorm');
  };

  return (labels) => ({
    slots: [...slots, head(labels)],
    logits: (apply, { ids, mask }) =>
      tf.tidy(() => {
        const [batch, length] = [ids.length, ids[0]?.length ?? 0];
        const lengths = tf.tensor2d(mask.map((row) => [...row]));
        const hidden = tf.reshape(tf.mul(tf.sub(lengths, 1), 1e4), [batch, 1, 1, length]);
        let x = embedded(
          tf.tensor2d(
            ids.map((row) => [...row]),
            [batch, length],
            'int32',
          ),
        );
        for (let i = 0; i < num_hidden_layers; i++) {
          const layer = `encoder.layer.${i}`;
          const project = (part: string) => apply(`bert.${layer}.${part}`, x) as tf.Tensor2D;
          const [q, k, v] = [
            project('attention.self.query'),
            project('attention.self.key'),
            project('attention.self.value'),
          ] as const;
          const attended = attention(q, k, v, { batch, heads, mask: hidden });
          const mixed = apply(`bert.${layer}.attention.output.dense`, attended);
          x = normalised(tf.add(x, mixed), `${layer}.attention.output.LayerNorm`);
          const inner = gelu(project('intermediate.dense'));
          const outer = apply(`bert.${layer}.output.dense`, inner);
          x = normalised(tf.add(x, outer), `${layer}.output.LayerNorm`);
        }
        const first = tf.slice(tf.reshape(x, [batch, length, -1]), [0, 0, 0], [batch, 1, -1]);
        const pooled = tf.tanh(apply('bert.pooler.dense', tf.reshape(first, [batch, -1])));
        return apply('classifier', pooled) as tf.Tensor2D;
      }),
  });
}

/** The mean cross-entropy of a batch. */
export const batchLoss = (logits: tf.Tensor2D, labels: readonly number[]): tf.Scalar =>
  crossEntropy(logits, tf.tensor1d([...labels], 'int32'), tf.ones([labels.length]));
