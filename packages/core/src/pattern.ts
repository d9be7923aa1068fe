import { badPattern } from './errors.ts';

// A repeated group that itself repeats can take exponential time on a name that does not match.
const explosive = /\([^)]*[+*}][^)]*\)[+*{]/;

/** A regular expression that must match a whole layer path. Python's named groups are understood. */
export function wholeMatch(field: string, pattern: string): RegExp {
  const source = pattern.replaceAll('(?P<', '(?<');
  if (explosive.test(source)) throw badPattern(field, pattern, 'nested repetition');
  try {
    return new RegExp(`^(?:${source})$`);
  } catch (error) {
    throw badPattern(field, pattern, error instanceof Error ? error.message : String(error));
  }
}

/** PEFT's list rule: the path is one of the names or ends with `.name`. */
export const endsWithName = (path: string, name: string): boolean =>
  path === name || path.endsWith(`.${name}`);

/** PEFT's rule for `rank_pattern` and `alpha_pattern`: the first key that matches the path's end, from a dot on. */
export function patternValue(
  field: string,
  patterns: Readonly<Record<string, number>>,
  path: string,
): number | undefined {
  const key = Object.keys(patterns).find((pattern) =>
    wholeMatch(field, `(?:.*\\.)?(?:${pattern})`).test(path),
  );
  return key === undefined ? undefined : patterns[key];
}
