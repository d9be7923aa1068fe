import type { Environment, MetricPoint, RunRecord } from '@singlora/tracking';
import { flattened } from './flattened.ts';

/** The kinds of things that may affect a run's result. */
type Kind = 'configuration' | 'code' | 'models and data' | 'packages' | 'machine';

/** A record's values of one kind, by name; `unrecorded` where the record's version did not keep them. */
type Said = ReadonlyMap<string, unknown> | typeof unrecorded;

/** Stands for values that a record of an older version does not keep. */
export const unrecorded = 'not recorded';

/** The differences of one kind between runs. */
export type Difference = ReturnType<typeof differencesByKind>[number];

/** Everything recorded that may have affected a run's result, by kind and name. */
export const decidingOf = (run: RunRecord): { kind: string; said: Said }[] =>
  Object.entries(kinds).map(([kind, of]) => ({ kind, said: of(run) }));

/** The differences between runs by kind; kinds without differences are included. */
export const differencesByKind = (runs: readonly RunRecord[]) =>
  (Object.keys(kinds) as Kind[]).map((kind) => {
    const said = runs.map(kinds[kind]);
    const names = [...new Set(said.flatMap((one) => (one === unrecorded ? [] : [...one.keys()])))];
    const rows = names.map(
      (name) => [name, said.map((one) => (one === unrecorded ? one : one.get(name)))] as const,
    );
    const isUnknown = rows.some(([, values]) => values.includes(unrecorded));
    const differ = rows.filter(
      ([, values]) => !areEqual(values.filter((one) => one !== unrecorded)),
    );
    const missing = rows.filter((row) => row[1].includes(unrecorded) && !differ.includes(row));
    // A part that is not recorded at all is one line, not one line for each name.
    const whole = said.includes(unrecorded);
    return {
      kind,
      /** How many names at least one run records. */
      among: names.length,
      /** How many of those are known to differ. */
      differing: differ.length,
      /** The names whose values differ or are not recorded, each with one value per run; undefined where a run has none. */
      rows: whole ? differ : [...differ, ...missing],
      /** Whether a run's record does not keep this kind: there may then be more differences. */
      isUnknown: isUnknown || whole,
    };
  });

const kinds: Readonly<Record<Kind, (run: RunRecord) => Said>> = {
  configuration({ config: { version: _form, ...settings } }) {
    return new Map(flattened(settings));
  },
  code: ({ environment: { code } }) => (code === null ? unrecorded : new Map(Object.entries(code))),
  'models and data': ({ assets }) =>
    new Map(
      assets.flatMap(({ id, sha256 }) =>
        Object.entries(sha256).map(([file, hash]) => [`${id} ${file}`, hash] as const),
      ),
    ),
  packages: ({ environment: { packages, lockSha256, node } }) =>
    new Map(
      Object.entries({ ...packages, Node: node, 'package-lock.json': lockSha256 ?? unrecorded }),
    ),
  machine: ({ environment }) => new Map(Object.entries(machineOf(environment))),
};

const machineOf = ({ cpu, cores, threads, memoryBytes, platform, backend }: Environment) => ({
  processor: cpu,
  cores,
  threads: threads ?? unrecorded,
  'memory in bytes': memoryBytes,
  system: platform,
  backend,
});

const areEqual = (values: readonly unknown[]) =>
  values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]));

/** The first step at which one curve differs from the others or has no point; undefined where all are equal. */
export function partsAt(curves: readonly (readonly MetricPoint[])[]): number | undefined {
  const [first = [], ...others] = curves;
  const length = Math.max(...curves.map((curve) => curve.length));
  for (let at = 0; at < length; at++) {
    const own = first[at];
    const steps = curves.flatMap((curve) => curve[at]?.step ?? []);
    const isSame = others.every(
      (other) => other[at]?.step === own?.step && Object.is(other[at]?.value, own?.value),
    );
    if (!isSame) return Math.min(...steps);
  }
  return undefined;
}
