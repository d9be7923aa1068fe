import { meantName } from '@singlora/core/errors';
import type { z } from 'zod';

/** The words that ask for a value of a type; other types go by their own names. */
const asked: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  boolean: 'yes or no',
  string: 'text',
  array: 'a list',
  tuple: 'a list',
  object: 'a file of JSON',
  record: 'a file of JSON',
};

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** The message for a value whose schema has no message of its own; for `error` of zod's `safeParse`. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  const { input } = issue;
  const instead = (what: string) => `say ${what}${isPlain(input) ? `, not ${String(input)}` : ''}`;
  switch (issue.code) {
    case 'invalid_type':
      return input === undefined
        ? 'it is missing'
        : instead(asked[issue.expected] ?? issue.expected);
    case 'invalid_value': {
      const known = issue.values.map(String);
      const meant = meantName(String(input), known);
      return `${instead(known.join(', '))}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    }
    case 'too_small':
      if (issue.origin === 'array') return 'it has no value';
      return instead(`${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`);
    case 'too_big':
      return instead(`${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`);
    case 'unrecognized_keys':
      return `there is no ${issue.keys.join(', ')}`;
    default:
      return undefined;
  }
};
