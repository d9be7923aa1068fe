import type { RecordedRun, Side } from '@singlora/comparison';
import type { FindingDesign } from '@singlora/records';
import type { Basis } from '@singlora/reporting';

type Recorded = Pick<RecordedRun, 'record'>;

/** A design with the runs behind it, whose ids stand in order and once. */
export const designOf = ({
  sides,
  trials = [],
  repeats = null,
  basis,
  ...about
}: Pick<FindingDesign, 'id' | 'title' | 'model' | 'plan' | 'command'> & {
  readonly basis: Basis;
  readonly sides: readonly Pick<Side<Recorded>, 'label' | 'method' | 'runs'>[];
  readonly trials?: readonly Recorded[];
  readonly repeats?: FindingDesign['repeats'];
}): FindingDesign => ({
  ...about,
  basis: recordedBasis(basis),
  commits: distinct(
    [...sides.flatMap(({ runs }) => runs), ...trials],
    ({ environment }) => environment.git?.commit,
  ),
  sides: sides.map(({ label, method, runs }) => ({
    label: plain(label),
    method,
    runs: distinct(runs, ({ id }) => id),
  })),
  trials: distinct(trials, ({ id }) => id),
  repeats,
});

/** A basis as findings record it. */
export const recordedBasis = (basis: Basis): FindingDesign['basis'] => ({
  kind: basis.kind,
  with: ('with' in basis && basis.with) || null,
});

const distinct = (
  runs: readonly Recorded[],
  of: (record: RecordedRun['record']) => string | undefined,
): string[] => [...new Set(runs.flatMap(({ record }) => of(record) ?? []))].sort();

/** A label without the spaces that keep its parts on one line. */
export const plain = (label: string): string => label.replaceAll('\u00a0', ' ');

/** Ten digits: what is left is the same on every machine. */
export const rounded = (value: number): number => Number(value.toPrecision(10));

/** "SingLoRA r16" → "singlora-r16": a part of an id. */
export const slug = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll('+', '-plus')
    .replaceAll('%', '-percent')
    .replaceAll('−', '-')
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
