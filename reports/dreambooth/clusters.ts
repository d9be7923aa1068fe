import { format, groupBy } from '@singlora/reporting';
import { mean } from '@singlora/statistics';

/** A number of one run. */
interface Observation {
  readonly subject: string;
  readonly seed: number;
  readonly value: number;
}

/** Numbers of several runs put together so that each value is independent of the others. */
export interface Clusters {
  /** What the values are, and so what an interval over them speaks for; `nothing`: there is one. */
  readonly over: 'subjects' | 'seeds' | 'nothing';
  readonly values: readonly number[];
  /** Of each subject the mean over its seeds, by its name. */
  readonly bySubject: readonly { readonly subject: string; readonly value: number }[];
  readonly seeds: readonly number[];
}

/**
 * Runs of one subject are alike, whatever their seed, so subjects are what is counted: each with the mean over its seeds. With
 * one subject there are only its seeds, which say nothing of another subject. Undefined for no observation.
 */
export function clustersOf(observations: readonly Observation[]): Clusters | undefined {
  if (observations.length === 0) return undefined;
  const bySubject = groupBy(observations, ({ subject }) => subject)
    .map((own) => ({
      subject: own[0]?.subject ?? '',
      value: mean(own.map(({ value }) => value)),
    }))
    .sort((a, b) => a.subject.localeCompare(b.subject, 'en', { numeric: true }));
  const seeds = [...new Set(observations.map(({ seed }) => seed))].sort((a, b) => a - b);
  const several = bySubject.length > 1;
  const values = several
    ? bySubject.map(({ value }) => value)
    : observations.map(({ value }) => value);
  const over = several ? 'subjects' : values.length > 1 ? 'seeds' : 'nothing';
  return { over, values, bySubject, seeds };
}

/** "6 subjects × 2 seeds". */
export const sizeText = ({ bySubject, seeds }: Pick<Clusters, 'bySubject' | 'seeds'>): string =>
  `${format.plural(bySubject.length, 'subject')} × ${format.plural(seeds.length, 'seed')}`;

/** What ± and intervals over such values cover, as a note below a table. */
export const overNotes: Readonly<Record<Clusters['over'], string>> = {
  subjects:
    '± is the standard error of the mean over subjects (of each the mean over its seeds), and intervals are Student’s t over subjects.',
  seeds:
    'There is one subject, so nothing is known of others: ± is the standard error over its seeds, and intervals are Student’s t over seeds.',
  nothing: 'There is one subject with one seed: no error can be given.',
};
