import type { Tokenizer } from '@singlora/hub';
import type { Example } from '@singlora/training';
import type { Row } from './row.ts';
import type { Template } from './templates.ts';

/** The template and the maximum length of tokenised rows. */
export interface TokenizeOptions {
  readonly template: Template;
  /** in tokens, special tokens included */
  readonly maxLength: number;
}

/** Rows as token ids. */
export interface Tokenized {
  /** in the order of the rows */
  readonly examples: readonly Example[];
  /** how many rows were too long and lost their end */
  readonly truncated: number;
}

/** Token ids of each row, laid out by the template and cut to `maxLength`. */
export function tokenizeRows(
  rows: readonly Row[],
  tokenizer: Tokenizer,
  { template, maxLength }: TokenizeOptions,
): Tokenized {
  let truncated = 0;
  const examples = rows.map((row) => {
    const [text, pair] = template(row);
    // One token more than there is room for tells a row that was cut from one that just fits.
    const encoded = tokenizer.encode(text, pair, maxLength + 1);
    if (encoded.ids.length <= maxLength) return { ...encoded, label: row.label };
    truncated += 1;
    return { ...tokenizer.encode(text, pair, maxLength), label: row.label };
  });
  return { examples, truncated };
}
