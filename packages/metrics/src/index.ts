export { baseline, metrics, type MetricName } from './metrics.ts';
export { MetricError, type Metric, type Values } from './pairs.ts';
