import type * as tf from '@tensorflow/tfjs-core';
import type { EncoderConfig } from './encoder-config.ts';
import type { Encoder } from './encoder.ts';
import type { Module } from './module.ts';
import type { Pass, TokenBatch } from './sequence-classifier.ts';

/** What tells one BERT-like architecture from another. */
export interface Architecture {
  /** As in config.json, and the prefix of its modules in a task model's checkpoint. */
  modelType: string;
  /** The checkpoint's modules below the head. */
  modules(config: EncoderConfig): Module[];
  /** The classification head's modules, made afresh where the checkpoint has none. */
  headModules(config: EncoderConfig, numLabels: number): Module[];
  /** Weights a checkpoint may hold besides, such as the head it was pretrained with. */
  ignored: readonly RegExp[];
  modulesToSave: readonly string[];
  /** The longest sequence, in tokens. */
  maxPositions(config: EncoderConfig): number;
  /** `[batch, seq, dim]` */
  embed(encoder: Encoder, batch: TokenBatch, pass: Pass): tf.Tensor3D;
  /** From the first token, `[batch, dim]`, to `[batch, numLabels]`. */
  classify(encoder: Encoder, first: tf.Tensor2D, pass: Pass): tf.Tensor;
}
