export { createSequenceClassifier, type CreateOptions } from './create.ts';
export { ModelError, type ModelErrorCode } from './errors.ts';
export type { RunLayer } from './layer.ts';
export { describeCheckpoint, loadSequenceClassifier, type LoadOptions } from './load.ts';
export type {
  ClassifierConfig,
  Pass,
  SequenceClassifier,
  TokenBatch,
} from './sequence-classifier.ts';
