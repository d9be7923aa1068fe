import type { Tokenizer } from '@huggingface/tokenizers';
import type { SentenceBatch } from './model.ts';

/** A user's sentences: the labels in the order in which they appear, and each sentence's. */
export interface Sentences {
  readonly labels: readonly string[];
  readonly rows: readonly { readonly text: string; readonly label: number }[];
}

/** Reads lines `label: sentence`. @throws where a line has no label, or all have the same */
export function parseSentences(lines: string): Sentences {
  const labels: string[] = [];
  const rows = lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, label, text] = /^\s*([^:]+?)\s*:\s*(.+)$/.exec(line) ?? [];
      if (label === undefined || text === undefined)
        throw new Error(`“${line}” has no label. Write “label: sentence”.`);
      if (!labels.includes(label)) labels.push(label);
      return { text, label: labels.indexOf(label) };
    });
  if (labels.length < 2) throw new Error('At least two labels are needed.');
  return { labels, rows };
}

const longest = 64;

/** Sentences as tokens, filled up to the longest of them. */
export function batchOf(tokenizer: Tokenizer, texts: readonly string[]): SentenceBatch {
  const all = texts.map((text) => tokenizer.encode(text).ids.slice(0, longest));
  const length = Math.max(...all.map((ids) => ids.length));
  const filled = (ids: readonly number[], value: (id: number) => number): number[] =>
    Array.from({ length }, (_, i) => (i < ids.length ? value(ids[i] as number) : 0));
  return {
    ids: all.map((ids) => filled(ids, (id) => id)),
    mask: all.map((ids) => filled(ids, () => 1)),
  };
}

const batchSize = 8;

/** Batches with labels mixed: every n-th sentence goes into the same one. */
export function batchesOf(tokenizer: Tokenizer, { rows }: Sentences) {
  const count = Math.ceil(rows.length / batchSize);
  return Array.from({ length: count }, (_, first) => {
    const mine = rows.filter((_row, i) => i % count === first);
    const batch = batchOf(
      tokenizer,
      mine.map(({ text }) => text),
    );
    return { ...batch, labels: mine.map(({ label }) => label) };
  });
}
