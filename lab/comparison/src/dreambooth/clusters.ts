import { byName, format, groupBy } from '@singlora/reporting/text';
import { estimate, mean, type Estimate } from '@singlora/statistics';

/** One run's value of a score. */
interface Observation {
  readonly subject: string;
  readonly seed: number;
  readonly value: number;
}

/** Values of several runs, grouped into mutually independent parts. */
export interface Clusters {
  /** The kind of the parts, which an interval generalises to; `nothing`: there is only one part. */
  readonly over: 'subjects' | 'seeds' | 'nothing';
  /** The subjects by name, each with its mean over seeds; where there is one subject, its seeds. */
  readonly parts: readonly { readonly name: string; readonly value: number }[];
  readonly estimate: Estimate;
  readonly subjects: number;
  readonly seeds: number;
}

/**
 * Groups values by subject, each with its mean over seeds: runs of one subject are alike, whatever their seed. A single
 * subject is split by seed, which says nothing about other subjects. Undefined without observations.
 */
export function clustersOf(observations: readonly Observation[]): Clusters | undefined {
  if (observations.length === 0) return undefined;
  const bySubject = groupBy(observations, ({ subject }) => subject)
    .map((own) => ({ name: own[0]?.subject ?? '', value: mean(own.map(({ value }) => value)) }))
    .sort((a, b) => byName(a.name, b.name));
  const several = bySubject.length > 1;
  const parts = several
    ? bySubject
    : observations.map(({ seed, value }) => ({ name: `seed ${seed}`, value }));
  return {
    over: several ? 'subjects' : parts.length > 1 ? 'seeds' : 'nothing',
    parts,
    estimate: estimate(parts.map(({ value }) => value)),
    subjects: bySubject.length,
    seeds: new Set(observations.map(({ seed }) => seed)).size,
  };
}

/** "6 subjects × 2 seeds". */
export const clustersText = ({ subjects, seeds }: Pick<Clusters, 'subjects' | 'seeds'>): string =>
  `${format.plural(subjects, 'subject')} × ${format.plural(seeds, 'seed')}`;
