import type { Tokenizer } from '@singlora/hub';
import type { Example } from '@singlora/training';
import type { Row } from './row.ts';

/** Token ids of each row, the pair in GLUE's order (premise, then hypothesis), cut to `maxLength` with special tokens. */
export function tokenizeRows(
  rows: readonly Row[],
  tokenizer: Tokenizer,
  maxLength: number,
): Example[] {
  return rows.map(({ a, b, label }) => ({ ...tokenizer.encode(a, b, maxLength), label }));
}
