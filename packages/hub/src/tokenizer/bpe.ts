import { quoted } from '@singlora/formats';
import { joinPairs, type Joined } from './byte-pairs.ts';
import type { BpeConfig } from './model-config.ts';

/** The pieces that two ids make. */
export type Join = (left: number, right: number) => Joined | undefined;

/** The pairs of a model, by their ids in one number. */
function mergeTable({ vocab, merges, continuing_subword_prefix: prefix }: BpeConfig): Join {
  const size = 1 + [...vocab.values()].reduce((most, id) => Math.max(most, id), 0);
  const table = new Map<number, Joined>();
  const known = (token: string): number => {
    const id = vocab.get(token);
    if (id === undefined) {
      throw new Error(`a merge names ${quoted(token)}, which is not in its vocabulary`);
    }
    return id;
  };
  merges.forEach((pair, rank) => {
    const [left = '', right = ''] = typeof pair === 'string' ? pair.split(' ') : pair;
    const id = known(left + right.slice(prefix?.length ?? 0));
    table.set(known(left) * size + known(right), { rank, id });
  });
  return (left, right) => (left < 0 || right < 0 ? undefined : table.get(left * size + right));
}

type Alphabet = Omit<BpeConfig, 'type' | 'merges'>;
const bytesOf = new TextEncoder();

/** The ids of single characters: the character's own, or its bytes', or that of the unknown token. */
function unjoined({ vocab, unk_token, byte_fallback }: Alphabet) {
  const unknown = unk_token == null ? [] : [vocab.get(unk_token)];
  const byteIds = Array.from({ length: 256 }, (_, byte) =>
    vocab.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
  return (character: string): readonly (number | undefined)[] => {
    if (!byte_fallback) return unknown;
    const ids = Array.from(bytesOf.encode(character), (byte) => byteIds[byte]);
    return ids.includes(undefined) ? unknown : ids;
  };
}

/** @returns the ids of a word; none for what is unknown, where the unknown token is not in the vocabulary */
export function pairEncoder(
  alphabet: Alphabet,
  join: Join,
): (word: string) => (number | undefined)[] {
  const { vocab, fuse_unk, ignore_merges, end_of_word_suffix, continuing_subword_prefix } =
    alphabet;
  const { unk_token } = alphabet;
  const unknown = unk_token == null ? undefined : vocab.get(unk_token);
  const idsOfUnknown = unjoined(alphabet);
  return (word) => {
    const whole = ignore_merges ? vocab.get(word) : undefined;
    if (whole !== undefined) return [whole];
    const characters = [...word];
    const tokens = characters.map((character, i) => {
      const before = i > 0 ? (continuing_subword_prefix ?? '') : '';
      return before + character + (i === characters.length - 1 ? (end_of_word_suffix ?? '') : '');
    });
    const made = joinPairs(
      tokens.map((token) => vocab.get(token) ?? -1),
      join,
    );
    const ids: (number | undefined)[] = [];
    for (const { id, start } of made) {
      for (const one of id >= 0 ? [id] : idsOfUnknown(tokens[start] ?? '')) {
        const fused = fuse_unk && one === unknown && ids.length > 0 && ids.at(-1) === unknown;
        if (!fused) ids.push(one);
      }
    }
    return ids;
  };
}

/** @throws Error for a merge of tokens that are not in the vocabulary */
export function bpe(config: BpeConfig): (word: string) => (number | undefined)[] {
  return pairEncoder(config, mergeTable(config));
}
