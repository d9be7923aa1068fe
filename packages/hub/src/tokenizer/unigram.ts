import type { UnigramConfig } from './model-config.ts';
import { Prefixes } from './prefixes.ts';

/** How much worse than the worst piece an unknown character is. */
const unknownPenalty = 10;

/**
 * The unigram language model (Kudo, arXiv 1804.10959): the pieces whose scores sum to the most, found
 * from left to right (Viterbi). Unknown characters next to each other are one.
 *
 * @returns the ids of a text; none that is unknown where there is no unknown token
 */
export function unigram(config: UnigramConfig): (text: string) => (number | undefined)[] {
  const { vocab, unk_id: unknownId } = config;
  const unknown = unknownId ?? undefined;
  const ids = new Map(vocab.map(([piece], id) => [piece, id]));
  const pieces = new Prefixes(ids.keys());
  const worst = vocab.reduce((least, [, score]) => Math.min(least, score), Infinity);
  const unknownScore = worst - unknownPenalty;
  const scoreOf = (id: number): number =>
    id === unknown ? unknownScore : (vocab[id]?.[1] ?? worst);

  return (text) => {
    const best = new Float64Array(text.length + 1).fill(-Infinity, 1);
    const starts = new Int32Array(text.length + 1);
    const found = new Int32Array(text.length + 1);
    const reach = (start: number, end: number, id: number, score: number): void => {
      const sum = (best[start] ?? 0) + score;
      if (!(sum > (best[end] ?? 0))) return;
      [best[end], starts[end], found[end]] = [sum, start, id];
    };
    for (let start = 0; start < text.length;) {
      const next = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      let alone = false;
      for (const length of pieces.at(text, start)) {
        const id = ids.get(text.slice(start, start + length)) ?? -1;
        reach(start, start + length, id, scoreOf(id));
        alone ||= start + length === next;
      }
      if (!alone) reach(start, next, unknown ?? -1, unknownScore);
      start = next;
    }
    const made: (number | undefined)[] = [];
    for (let end = text.length; end > 0; end = starts[end] ?? 0) {
      const id = found[end] === (unknown ?? -1) ? unknown : found[end];
      if (id !== unknown || made.length === 0 || made.at(-1) !== unknown) made.push(id);
    }
    return made.reverse();
  };
}
