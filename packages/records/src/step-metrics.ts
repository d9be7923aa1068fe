/** Metrics of training a whole model by step: their keys. */
export const stepMetrics = {
  loss: 'train/loss',
  gradNorm: 'train/grad_norm',
  learningRate: 'train/learning_rate',
  examplesPerSecond: 'train/examples_per_second',
  rssBytes: 'memory/rss_bytes',
  /** of what is never learned from, by the score's name: `loss`, or what the task has besides */
  dev: (score: string) => `dev/${score}`,
} as const;
