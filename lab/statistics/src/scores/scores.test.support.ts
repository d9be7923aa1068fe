import { readFileSync } from 'node:fs';
import type { MetricName } from './scores.ts';

interface Rows {
  name: MetricName;
  predictions: number[];
  labels: number[];
}

interface Fixture {
  /** A score of null: NaN. */
  cases: (Omit<Rows, 'name'> & {
    name: string;
    scores: Partial<Record<MetricName, number | null>>;
  })[];
  baselines: { labels: number[]; scores: Partial<Record<MetricName, number>> }[];
  measured: (Rows & { standardError: number })[];
}

/** Made by tools/fixtures/scipy_statistics.py. */
export const readScores = (): Fixture =>
  JSON.parse(readFileSync(new URL('../fixtures/scores.json', import.meta.url), 'utf8')) as Fixture;
