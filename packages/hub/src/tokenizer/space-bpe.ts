import { pairEncoder, type Join } from './bpe.ts';
import type { Vocabulary } from './vocabulary.ts';

/** SentencePiece's BPE (Kudo and Richardson, arXiv 1808.06226), as GGUF files hold it. */
export interface SpaceBpeConfig {
  readonly type: 'SpaceBPE';
  readonly vocab: Vocabulary;
  /** By id: of the neighbours, those are joined first that make the piece of the highest score. */
  readonly scores: ArrayLike<number>;
  readonly unk_token: string | undefined;
  /** Whether a token is made of others, as control tokens and bytes are not. */
  readonly isPiece: (id: number) => boolean;
}

/** Places in the order of the scores, the highest first; the same for the same score. */
function ranks(scores: ArrayLike<number>): Int32Array {
  const order = Array.from(scores, (_, id) => id).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0),
  );
  const places = new Int32Array(order.length);
  order.forEach((id, i) => {
    const before = order[i - 1];
    const same = before !== undefined && scores[before] === scores[id];
    places[id] = same ? (places[before] ?? i) : i;
  });
  return places;
}

function spaceJoin({ vocab, scores, isPiece }: SpaceBpeConfig): Join {
  const places = ranks(scores);
  const tokens: string[] = [];
  for (const [token, id] of vocab) tokens[id] = token;
  return (left, right) => {
    const [one, other] = [tokens[left], tokens[right]];
    const id = one === undefined || other === undefined ? undefined : vocab.get(one + other);
    if (id === undefined || !isPiece(id)) return undefined;
    return { rank: places[id] ?? places.length, id };
  };
}

/** @returns the ids of a text */
export function spaceBpe(config: SpaceBpeConfig): (text: string) => (number | undefined)[] {
  const { vocab, unk_token } = config;
  return pairEncoder({ vocab, unk_token, byte_fallback: true, fuse_unk: true }, spaceJoin(config));
}
