import type { TextTokenizer } from './text-tokenizer.ts';

/** How one text, or two, are laid out between special tokens. */
export interface Layout {
  readonly parts: readonly LayoutPart[];
  /** How many special tokens there are. */
  readonly special: number;
}

export type LayoutPart =
  | { readonly id: number; readonly typeId: number }
  | { readonly sequence: 0 | 1; readonly typeId: number };

const marks = ['\u0000first', '\u0000second'] as const;

/** Asks the tokenizer's post-processor, whatever its kind, by giving it one mark a text. */
function readLayout(tokenizer: TextTokenizer, texts: 1 | 2): Layout {
  const [first, second] = marks;
  const processor = tokenizer.post_processor;
  const processed = processor?.([first], texts === 2 ? [second] : null, true);
  const tokens = processed?.tokens ?? marks.slice(0, texts);
  // RoBERTa knows one type only, whatever the library says; where nothing is said, each text has its own.
  const one = processor?.config.type === 'RobertaProcessing';
  const typeIds = one ? tokens.map(() => 0) : processed?.token_type_ids;
  const parts = tokens.map((token, i): LayoutPart => {
    const typeId = typeIds?.[i] ?? (token === second ? 1 : 0);
    if (token === first) return { sequence: 0, typeId };
    if (token === second) return { sequence: 1, typeId };
    const id = tokenizer.token_to_id(token);
    if (id === undefined) throw new Error(`the special token ${token} is not in its vocabulary`);
    return { id, typeId };
  });
  return { parts, special: parts.filter((part) => 'id' in part).length };
}

export function readLayouts(tokenizer: TextTokenizer): { single: Layout; pair: Layout } {
  return { single: readLayout(tokenizer, 1), pair: readLayout(tokenizer, 2) };
}

/**
 * Cuts one or two sequences at their ends to `room` tokens together, the longer one first; where
 * both are longer than half, the longer one (of equals the second) keeps the odd token.
 * As `truncate_encodings` of https://github.com/huggingface/tokenizers.
 */
export function truncate(sequences: readonly number[][], room: number): number[][] {
  const [first = [], second] = sequences;
  if (!second) return [first.slice(0, room)];
  const short = Math.min(first.length, second.length);
  const long = Math.max(first.length, second.length);
  if (short + long <= room) return [first, second];
  const shortKept = Math.min(short, Math.floor(room / 2));
  const longKept = room - shortKept;
  return first.length > second.length
    ? [first.slice(0, longKept), second.slice(0, shortKept)]
    : [first.slice(0, shortKept), second.slice(0, longKept)];
}
