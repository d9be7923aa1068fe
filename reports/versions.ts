import { format, type Html } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import type { z } from 'zod';
import { damagedList } from './damaged.ts';

/** Why the record of a run is of another version than this page's, whose configurations `schema` reads; undefined if it is not. */
export function versionProblem(
  schema: z.ZodType,
  { id, experiment, config, environment }: RunRecord,
): string | undefined {
  const [issue] = schema.safeParse(config).error?.issues ?? [];
  if (!issue) return undefined;
  const by = environment.git ? ` (code ${environment.git.commit.slice(0, 12)})` : '';
  return `Run ${id.slice(0, 12)} of ${experiment} was recorded by another version of this project${by}: ${issue.message} at “${issue.path.join('.')}” of its configuration. That version shows it.`;
}

/** Runs that another version of this project recorded in a way that this one does not know. */
export function versionsNote(problems: readonly string[]): Html | false {
  return damagedList(
    problems,
    `${format.plural(problems.length, 'run')} of another version of this project ${problems.length === 1 ? 'is' : 'are'} not shown`,
    { id: 'other-versions', badge: 'Other version' },
  );
}
