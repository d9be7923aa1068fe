import { format, type Html } from '@singlora/reporting';
import { damagedList } from './damaged.ts';

/** Runs that another version of this project recorded in a way that this one does not know. */
export function versionsNote(problems: readonly string[]): Html | false {
  return damagedList(
    problems,
    `${format.plural(problems.length, 'run')} of another version of this project ${problems.length === 1 ? 'is' : 'are'} not shown`,
    { id: 'other-versions', badge: 'Other version' },
  );
}
