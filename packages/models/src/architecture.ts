import type { NamedTensors } from '@singlora/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { Module } from './module.ts';
import type { ClassifierConfig, Pass, TokenBatch } from './sequence-classifier.ts';

/** A family of models: how its config.json is read. */
export interface Architecture {
  /** The values of `model_type` that belong to it. */
  modelTypes: readonly string[];
  /**
   * What the content of a config.json describes; `source` names it in errors.
   * @param dropout replaces all of its dropout rates
   * @throws {ModelError} `MODEL_CONFIG`, naming each wrong field
   */
  read(source: string, json: unknown, dropout?: number): Blueprint;
}

/** One configuration of an architecture: what the model is made of, and how it runs. */
export interface Blueprint {
  /** The config.json's `model_type`. */
  modelType: string;
  /** What the modules of a task model's checkpoint start with, `bert.`; a bare model's lack it. */
  prefix: string;
  /** The checkpoint's modules below the head, in the order of the forward pass. */
  modules: readonly Module[];
  /** The classification head's modules, freshly initialised where the checkpoint has none. */
  head: (outputs: number) => readonly Module[];
  /** Other weights that a checkpoint may hold, such as the head it was pretrained with. */
  ignored: readonly RegExp[];
  /** The standard deviation of a fresh head's matrices. */
  initializerRange: number;
  /** PEFT's default. */
  defaultTargets: readonly string[];
  modulesToSave: readonly string[];
  config: Omit<ClassifierConfig, 'numLabels'>;
  /** The model with these weights, by full name. */
  network(weights: NamedTensors): Network;
}

/** How a model runs; whatever tensors it makes on the way are the caller's to tidy. */
export interface Network {
  /** The last layer's output for every token, `[batch, seq, dim]`. */
  hiddenStates(batch: TokenBatch, pass: Pass): tf.Tensor3D;
  /** `[batch, outputs]`. Unless `pass.everyToken`, the last layer may compute only the token read. */
  logits(batch: TokenBatch, pass: Pass): tf.Tensor2D;
}
