import { listedNames } from '@singlora/core/formats';
import { googleSubjects, googleDreamBooth } from './google.ts';

const countOf = (name: string): number | undefined => googleSubjects[name]?.pictures;

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

/**
 * The difference between the subjects and the requested ones of google/dreambooth, in words; undefined where there is
 * none.
 *
 * @param counts the pictures by subject
 * @param asked the requested subjects
 */
export function standInOf(
  counts: ReadonlyMap<string, number>,
  asked: readonly string[] = Object.keys(googleSubjects),
): string | undefined {
  const subjects = [...counts.keys()];
  const others = subjects.filter((name) => !Object.hasOwn(googleSubjects, name));
  if (others.length > 0) return `${listedNames(others)} are no subjects of ${googleDreamBooth}.`;
  const wanted = new Set(asked).size;
  const parts = [
    ...(subjects.length < wanted
      ? [`${subjects.length} of ${googleDreamBooth}'s ${wanted} subjects`]
      : []),
    ...(subjects.some((name) => counts.get(name) !== countOf(name))
      ? [
          `${sum([...counts.values()])} pictures where ${googleDreamBooth} has ${sum(subjects.map((name) => countOf(name) ?? 0))}`,
        ]
      : []),
  ];
  return parts.length > 0 ? `${parts.join(', ')}.` : undefined;
}
