import type { TemplateName } from '@singlora/records';
import type { Tokenizer } from '@singlora/hub';
import type { Example } from '@singlora/training';
import type { Row } from './row.ts';

/** The template and the maximum length of tokenised rows. */
export interface TokenizeOptions {
  readonly template: Template;
  /** the longest example in tokens, special tokens included */
  readonly maxLength: number;
}

/** Rows as token ids. */
export interface Tokenized {
  /** the examples in the order of the rows */
  readonly examples: readonly Example[];
  /** the number of rows that were too long and truncated */
  readonly truncated: number;
}

/** The number of rows tokenised at a time. */
const together = 512;

/** Token ids of each row, laid out by the template and cut to `maxLength`. */
export async function tokenizeRows(
  rows: readonly Row[],
  tokenizer: Tokenizer,
  { template, maxLength }: TokenizeOptions,
): Promise<Tokenized> {
  let truncated = 0;
  const exampleOf = async (row: Row): Promise<Example> => {
    const { ids, typeIds, uncut } = await tokenizer.encode(...template(row), maxLength);
    if (uncut > maxLength) truncated += 1;
    return { ids, typeIds, label: row.label };
  };
  const examples: Example[] = [];
  for (let start = 0; start < rows.length; start += together)
    examples.push(...(await Promise.all(rows.slice(start, start + together).map(exampleOf))));
  return { examples, truncated };
}

/** The texts of a row for the tokenizer: one or two. */
export type Template = (
  row: Pick<Row, 'a' | 'b'>,
) => readonly [text: string, pair: string | undefined];

/**
 * How a pair of texts becomes tokens.
 *
 * - `pair`: the tokenizer's own layout of two texts, as in LoRA+'s GLUE code for every model (arXiv 2402.12354;
 *   github.com/nikhil-ghosh-berkeley/loraplus). RoBERTa's is `<s> a </s></s> b </s>`, LLaMA's `<s> a <s> b`, and GPT-2's
 *   just the tokens of `a` and then of `b`. In a pair that is too long, the longer text is cut.
 * - `lines`: one text, with a line break between the two, so that a model without a pair layout sees where the second
 *   begins. A text that is too long loses its end.
 */
export const templates = {
  /** The tokenizer lays the two texts out. */
  pair: ({ a, b }) => [a, b],
  /** One text, the second below the first. */
  lines: ({ a, b }) => [b === undefined ? a : `${a}\n${b}`, undefined],
} as const satisfies Readonly<Record<TemplateName, Template>>;
