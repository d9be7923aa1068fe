export { createSequenceClassifier, type CreateOptions } from './classification/create.ts';
export {
  describeCheckpoint,
  loadSequenceClassifier,
  type LoadOptions,
} from './classification/load.ts';
export type {
  ClassifierConfig,
  SequenceClassifier,
  TokenBatch,
  TokenPass,
} from './classification/sequence-classifier.ts';
export { ModelError, type ModelErrorCode } from './errors.ts';
export type { LayerFunction, LayerInputs, RunLayer } from './layer.ts';
export type { Model } from './model.ts';
export type { Pass } from './pass.ts';
