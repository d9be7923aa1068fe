import { format, type Html } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import type { z } from 'zod';
import { damagedList } from './damaged.ts';

/** The configuration of a run as the current version has it; or in words why the run is of a version that `schema` does not read. */
export function configOf<Config>(
  schema: z.ZodType<Config>,
  { id, experiment, config, environment }: RunRecord,
): { readonly config: Config } | { readonly problem: string } {
  const read = schema.safeParse(config);
  if (read.success) return { config: read.data };
  const [{ message, path } = { message: 'unreadable', path: [] }] = read.error.issues;
  const at = path.length > 0 ? ` at “${path.join('.')}”` : '';
  const by = environment.git ? ` (code ${environment.git.commit.slice(0, 12)})` : '';
  return {
    problem: `Run ${id.slice(0, 12)} of ${experiment} was recorded by another version of this project${by}: ${message}${at} of its configuration. That version shows it.`,
  };
}

/** Runs that another version of this project recorded in a way that this one does not know. */
export function versionsNote(problems: readonly string[]): Html | false {
  return damagedList(
    problems,
    `${format.plural(problems.length, 'run')} of another version of this project ${problems.length === 1 ? 'is' : 'are'} not shown`,
    { id: 'other-versions', badge: 'Other version' },
  );
}
