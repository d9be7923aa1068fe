import type { SequenceClassifier } from '@singlora/models';

type Config = SequenceClassifier['config'];

/** The parts of a `SequenceClassifier` that training and evaluating need. */
export interface Classifier extends Pick<SequenceClassifier, 'logits'> {
  readonly config: Pick<Config, 'numLabels' | 'maxPositions' | 'hiddenSize' | 'heads'>;
  /** its linear layers; those inside Transformer layers have the layer's number in their name */
  readonly slots: readonly Pick<SequenceClassifier['slots'][number], 'name' | 'outFeatures'>[];
}
