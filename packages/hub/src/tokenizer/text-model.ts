import { bpe } from './bpe.ts';
import type { ModelConfig } from './model-config.ts';
import { spaceBpe, type SpaceBpeConfig } from './space-bpe.ts';
import { unigram } from './unigram.ts';
import type { Vocabulary } from './vocabulary.ts';
import { wordPiece } from './word-piece.ts';

/** The ids of a word, or of a text that is not split into words. None for what is unknown, where nothing stands for it. */
export type EncodeWord = (word: string) => (number | undefined)[];

/**
 * The library's own models take time that grows with the square of a text or a token and more, so that
 * all of them are written again here, with the same ids.
 */
export function textModel(config: ModelConfig | SpaceBpeConfig): EncodeWord {
  switch (config.type) {
    case 'BPE':
      return bpe(config);
    case 'SpaceBPE':
      return spaceBpe(config);
    case 'WordPiece':
      return wordPiece(config);
    case 'Unigram':
      return unigram(config);
    case 'WordLevel': {
      const { vocab, unk_token } = config;
      const unknown = unk_token == null ? undefined : vocab.get(unk_token);
      return (word) => [vocab.get(word) ?? unknown];
    }
  }
}

/** All tokens with their ids. */
export function tokensOf(config: ModelConfig | SpaceBpeConfig): Vocabulary {
  if (config.type !== 'Unigram') return config.vocab;
  return new Map(config.vocab.map(([piece], id) => [piece, id]));
}
