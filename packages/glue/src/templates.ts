import type { TemplateName } from '@singlora/records';
import type { Row } from './row.ts';

/** What a tokenizer is given of a row: one text or two. */
export type Template = (
  row: Pick<Row, 'a' | 'b'>,
) => readonly [text: string, pair: string | undefined];

/**
 * How a pair of texts becomes tokens.
 *
 * - `pair`: the tokenizer's own layout of two texts, which is all that LoRA+'s GLUE code does, for every model
 *   (arXiv 2402.12354; github.com/nikhil-ghosh-berkeley/loraplus). RoBERTa's is `<s> a </s></s> b </s>`, LLaMA's
 *   `<s> a <s> b`, and GPT-2's just the tokens of `a` and then of `b`. Of a pair that is too long the longer text is cut.
 * - `lines`: one text, with a line break between the two, so that a model without a pair layout sees where the second
 *   begins. One that is too long loses its end.
 */
export const templates = {
  /** The tokenizer lays the two texts out. */
  pair: ({ a, b }) => [a, b],
  /** One text, the second below the first. */
  lines: ({ a, b }) => [b === undefined ? a : `${a}\n${b}`, undefined],
} as const satisfies Readonly<Record<TemplateName, Template>>;
