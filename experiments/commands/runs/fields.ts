import { flattened } from '@singlora/comparison';
import { meantName } from '@singlora/core/errors';
import { misuse } from '@singlora/runner';
import {
  isDamaged,
  secondsWorked,
  type BriefRun,
  type Environment,
  type ListedRun,
  type RunRecord,
} from '@singlora/tracking';

/** A run's recorded fields, by their names in the record; nested fields by their path, `config.init.dist`. */
export type RunFields = ReadonlyMap<string, unknown>;

/** The parts of a record whose fields can be named without the part, in order of lookup. */
const parts = ['config', 'summary', 'environment'] as const;

/** The command line's names for recorded fields, which an adapter has by its PEFT names. */
const flags: Readonly<Record<string, string>> = {
  lr: 'learningRate',
  rank: 'r',
  alpha: 'lora_alpha',
  adapterDropout: 'lora_dropout',
};

/** The field that says whether a run is a result, or a trial of a learning rate on rows that were held out for it. */
export const role = 'purpose';

/** Whether a run is a trial. */
export const isTrial = ({ config }: Pick<RunRecord, 'config'>): boolean => config[role] === 'trial';

/** The fields of a run, as far as it was read; of a damaged run the readable ones. */
export function runFields(run: ListedRun | BriefRun): RunFields {
  const { id, experiment, status, startedAt: started } = run;
  const head = { id, experiment, status, started };
  if (isDamaged(run)) return new Map(Object.entries({ ...head, problem: run.problem }));
  const isWhole = 'starts' in run;
  const fields = new Map<string, unknown>(Object.entries(head));
  if (isWhole)
    for (const [name, of] of Object.entries(wholeOnly)) {
      const value = of(run);
      if (value !== undefined) fields.set(name, value);
    }
  const { config, summary } = run;
  for (const [path, value] of flattened({ config, summary })) fields.set(path, value);
  if (isWhole) for (const [path, value] of machineOf(run.environment)) fields.set(path, value);
  return fields;
}

/** The fields that a record has outside of its parts, and a `BriefRun` lacks; undefined where it has none. */
const wholeOnly: Readonly<Record<string, (run: RunRecord) => unknown>> = {
  took: ({ finishedAt, starts }) => (finishedAt === undefined ? undefined : secondsWorked(starts)),
  error: ({ error }) => error,
  tags: ({ tags }) => tags,
  note: ({ note }) => note,
  command: ({ command }) => command,
};

/**
 * Whether any of the names may mean a field that a `BriefRun` lacks.
 *
 * @param environments all those of the runs
 */
export function needWhole(names: readonly string[], environments: readonly Environment[]): boolean {
  const lacking = new Set(Object.keys(wholeOnly));
  for (const environment of environments)
    for (const [path] of machineOf(environment)) lacking.add(path);
  const all = [...lacking];
  return names.some((name) =>
    meanings(name).some((meant) => lacking.has(meant) || all.some((path) => endsIn(path, meant))),
  );
}

/** Runs that are read together share their environments. */
const machines = new WeakMap<Environment, ReturnType<typeof flattened>>();

function machineOf(environment: Environment) {
  const known = machines.get(environment);
  if (known) return known;
  const { argv: _, ...machine } = environment;
  const fields = flattened({ environment: machine });
  machines.set(environment, fields);
  return fields;
}

/**
 * The full name of the field that a name means: its path, with or without the part of the record,
 * or the end of the path. Undefined where the run has no such field.
 *
 * @throws UsageError where several fields match
 */
export function recordedFieldNamed(name: string, fields: RunFields): string | undefined {
  if (fields.has(name)) return name;
  for (const meant of meanings(name)) {
    const found = pathOf(meant, name, fields);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a name may stand for, in order of lookup. */
function meanings(name: string): string[] {
  const camel = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [...new Set([name, camel, flags[camel] ?? camel])];
}

/** Whether a path's last keys are these. */
const endsIn = (path: string, meant: string): boolean =>
  path.endsWith(meant) && './'.includes(path.at(-meant.length - 1) ?? '?');

function pathOf(meant: string, name: string, fields: RunFields): string | undefined {
  const paths = [meant, ...parts.map((part) => `${part}.${meant}`)];
  const whole = paths.find((path) => fields.has(path));
  if (whole !== undefined) return whole;
  const all: string[] = [];
  for (const path of fields.keys()) if (endsIn(path, meant)) all.push(path);
  for (const part of parts) {
    const ends = all.filter((path) => path.startsWith(`${part}.`));
    if (ends.length > 1)
      throw misuse`"${name}" may be any of ${ends.map(shortName).join(', ')}: say which.`;
    if (ends[0] !== undefined) return ends[0];
  }
  return undefined;
}

/** The value of a run's field with this name; undefined where it is missing. */
export function valueIn(fields: RunFields, name: string): unknown {
  const path = recordedFieldNamed(name, fields);
  return path === undefined ? undefined : fields.get(path);
}

/** The error for a name that is a field of no run, with the most similar known name. */
export function unknownField(name: string, known: Iterable<string>) {
  const ends = [...known].flatMap((path) => [shortName(path), path.replace(/.*\//, '')]);
  const names = [...new Set(ends), ...Object.keys(flags)];
  const meant = meantName(name, names, '.');
  return misuse`No run has a field "${name}". ${meant === undefined ? '' : `Did you mean "${meant}"? `}\`runs list --csv\` shows all fields.`;
}

/** The path without the part of the record. */
export const shortName = (path: string): string =>
  path.replace(new RegExp(`^(${parts.join('|')})\\.`), '');
