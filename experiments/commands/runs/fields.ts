import { flattened } from '@singlora/comparison';
import { meantName } from '@singlora/errors';
import { misuse } from '@singlora/runner';
import { isDamaged, secondsWorked, type ListedRun } from '@singlora/tracking';

/** A run's recorded fields, by their names in the record; nested fields by their path, `config.init.dist`. */
export type Fields = ReadonlyMap<string, unknown>;

/** The parts of a record whose fields can be named without the part, in order of lookup. */
const parts = ['config', 'summary', 'environment'] as const;

/** The command line's names for recorded fields. */
const flags: Readonly<Record<string, string>> = { lr: 'learningRate' };

/** The fields of a run; of a damaged run the readable ones. */
export function fieldsOf(run: ListedRun): Fields {
  const { id, experiment, status, startedAt: started } = run;
  const head = { id, experiment, status, started };
  if (isDamaged(run)) return new Map(Object.entries({ ...head, problem: run.problem }));
  const { config, summary, environment, command, error, tags, note } = run;
  const own = {
    ...head,
    ...(run.finishedAt !== undefined && { took: secondsWorked(run.starts) }),
    ...(error !== undefined && { error }),
    ...(tags && { tags }),
    ...(note !== undefined && { note }),
    command,
  };
  const { argv: _, ...machine } = environment;
  return new Map([...Object.entries(own), ...flattened({ config, summary, environment: machine })]);
}

/**
 * The full name of the field that a name means: its path, with or without the part of the record,
 * or the end of the path. Undefined where the run has no such field.
 *
 * @throws UsageError where several fields match
 */
export function fieldNamed(name: string, fields: Fields): string | undefined {
  const meant = flags[name] ?? name;
  const paths = [meant, ...parts.map((part) => `${part}.${meant}`)];
  const whole = paths.find((path) => fields.has(path));
  if (whole !== undefined) return whole;
  for (const part of parts) {
    const ends = [...fields.keys()].filter(
      (path) =>
        path.startsWith(`${part}.`) && (path.endsWith(`.${meant}`) || path.endsWith(`/${meant}`)),
    );
    if (ends.length > 1)
      throw misuse`"${name}" may be any of ${ends.map(shortName).join(', ')}: say which.`;
    if (ends[0] !== undefined) return ends[0];
  }
  return undefined;
}

/** The value of a run's field with this name; undefined where it is missing. */
export function valueIn(fields: Fields, name: string): unknown {
  const path = fieldNamed(name, fields);
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
