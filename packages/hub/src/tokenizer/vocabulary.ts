import { quoted } from '@singlora/formats';
import { z } from 'zod';

/** No model has larger ids; below this, two fit into one number. */
const largestId = 2 ** 25;

export const tokenId = z.int().min(0).max(largestId);

const isId = (id: unknown): id is number =>
  Number.isInteger(id) && (id as number) >= 0 && (id as number) <= largestId;

/** Tokens with their ids, each of its own. */
export type Vocabulary = ReadonlyMap<string, number>;

/** The `vocab` of a tokenizer.json, which is too large for a schema to go through each token. */
export const vocabulary = z
  .custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    { error: 'must be an object of tokens and their ids' },
  )
  .transform((tokens, context): Vocabulary => {
    const ids = new Map<string, number>();
    const taken = new Map<number, string>();
    for (const [token, id] of Object.entries(tokens)) {
      const other = taken.get(id as number);
      if (isId(id) && other === undefined) {
        ids.set(token, id);
        taken.set(id, token);
        continue;
      }
      const problem =
        other === undefined
          ? `is ${quoted(id)}, no whole number from 0 to ${largestId}`
          : `is that of ${quoted(other)}, too`;
      context.addIssue({
        code: 'custom',
        message: `the id of ${quoted(token)} ${problem}`,
      });
      return z.NEVER;
    }
    return ids;
  });
