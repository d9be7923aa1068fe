/** The `model` of a BPE tokenizer.json. */
export interface BpeModel {
  readonly type: 'BPE';
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (string | readonly [string, string])[];
  readonly ignore_merges?: boolean;
  readonly unk_token?: string;
  readonly fuse_unk?: boolean;
  readonly byte_fallback?: boolean;
}

/**
 * SentencePiece's BPE (Kudo and Richardson, arXiv 1808.06226) as merges: it joins the neighbours that
 * make the piece of the highest score, so every way to make a piece of two others is a merge, in the
 * order of the scores.
 *
 * @param isPiece whether a token is made of others, as control tokens and bytes are not
 */
export function spaceBpe(
  vocab: Readonly<Record<string, number>>,
  scores: ArrayLike<number>,
  unknown: string | undefined,
  isPiece: (id: number) => boolean,
): BpeModel {
  const merges: { pair: [string, string]; score: number }[] = [];
  for (const [piece, id] of Object.entries(vocab)) {
    if (!isPiece(id)) continue;
    const letters = [...piece];
    for (let length = 1; length < letters.length; length++) {
      const left = letters.slice(0, length).join('');
      const right = piece.slice(left.length);
      if (vocab[left] === undefined || vocab[right] === undefined) continue;
      merges.push({ pair: [left, right], score: scores[id] ?? -Infinity });
    }
  }
  merges.sort((a, b) => b.score - a.score);
  return {
    type: 'BPE',
    vocab,
    merges: merges.map(({ pair }) => pair),
    byte_fallback: true,
    fuse_unk: true,
    ...(unknown !== undefined && { unk_token: unknown }),
  };
}
