import { metrics, type Metric } from '@singlora/statistics';
import { capital, format } from '@singlora/reporting/text';

/** The name of a metric and the words for it on pages. */
export interface MetricInfo {
  readonly name: string;
  readonly title: string;
  /** The metric's name inside a sentence. */
  readonly noun: string;
  /** Whether it is written with a percent sign; others are multiplied by 100, as in GLUE's tables. */
  readonly share: boolean;
  /**
   * Scores predictions on resampled rows. Absent where answers alone do not suffice: the
   * predictions' file lacks F1's positive class.
   */
  readonly score?: Metric;
  /** Whether each row is right or wrong by itself, so that McNemar's test applies. */
  readonly byRow?: boolean;
}

const correlation = (name: 'matthews' | 'pearson' | 'spearman', of: string): MetricInfo => ({
  name,
  title: capital(name),
  noun: `${of} correlation`,
  share: false,
  score: metrics[name],
});

const { accuracy } = metrics;
const known: readonly MetricInfo[] = [
  {
    name: 'accuracy',
    title: 'Accuracy',
    noun: 'accuracy',
    share: true,
    score: accuracy,
    byRow: true,
  },
  { name: 'f1', title: 'F1', noun: 'F1', share: true },
  correlation('matthews', 'Matthews’'),
  correlation('pearson', 'Pearson’s'),
  correlation('spearman', 'Spearman’s'),
];

/** The name and words of a metric; an unknown metric goes by its own name. */
export const metricInfo = (name: string): MetricInfo =>
  known.find((metric) => metric.name === name) ?? { name, title: name, noun: name, share: false };

/** "71.4%" for a share, "61.2" for a correlation. */
export const scoreText = ({ share }: MetricInfo, value: number | undefined): string =>
  share ? format.percent(value) : format.points(value);

/** A chart's axis: "Accuracy (%)", "Matthews (× 100)". */
export const axisTitle = ({ title, share }: MetricInfo) => `${title} (${share ? '%' : '× 100'})`;
