import { shown } from '@singlora/formats';
import type { PostProcessorConfig } from './tokenizer-json.ts';
import type { PostProcessor } from './text-tokenizer.ts';

/** The id of a token, if there is such a one. */
type IdOf = (token: string) => number | undefined;

/** How one text, or two, are laid out between special tokens. */
export interface Layout {
  readonly parts: readonly LayoutPart[];
  /** How many special tokens there are. */
  readonly special: number;
}

type LayoutPart =
  | { readonly id: number; readonly typeId: number }
  | { readonly sequence: 0 | 1; readonly typeId: number };

const marks = ['\u0000first', '\u0000second'] as const;

/** Asks the tokenizer's post-processor, whatever its kind, by giving it one mark a text. */
function readLayout(processor: PostProcessor | null, idOf: IdOf, texts: 1 | 2): Layout {
  const [first, second] = marks;
  const processed = processor?.([first], texts === 2 ? [second] : null, true);
  const tokens = processed?.tokens ?? marks.slice(0, texts);
  // RoBERTa knows one type only, whatever the library says; where nothing is said, each text has its own.
  const one = processor?.config.type === 'RobertaProcessing';
  const typeIds = one ? tokens.map(() => 0) : processed?.token_type_ids;
  const parts = tokens.map((token, i): LayoutPart => {
    const typeId = typeIds?.[i] ?? (token === second ? 1 : 0);
    if (token === first) return { sequence: 0, typeId };
    if (token === second) return { sequence: 1, typeId };
    const id = idOf(token);
    if (id === undefined)
      throw new Error(`the special token ${shown(token)} is not in its vocabulary`);
    return { id, typeId };
  });
  return { parts, special: parts.filter((part) => 'id' in part).length };
}

/**
 * Refuses a post-processor whose ids are not those of the vocabulary: it would be unclear which are meant.
 *
 * @throws Error that names the token
 */
export function checkSpecialIds(config: PostProcessorConfig | null, idOf: IdOf): void {
  if (config?.type === 'Sequence') config.processors.forEach((one) => checkSpecialIds(one, idOf));
  for (const [token, id] of specialIds(config)) {
    if (idOf(token) === id) continue;
    const known = idOf(token) ?? 'none';
    throw new Error(
      `its post-processor gives ${shown(token)} the id ${id}, its vocabulary ${known}`,
    );
  }
}

function specialIds(config: PostProcessorConfig | null): (readonly [token: string, id: number])[] {
  switch (config?.type) {
    case 'BertProcessing':
    case 'RobertaProcessing':
      return [config.cls, config.sep];
    case 'TemplateProcessing':
      return Object.values(config.special_tokens ?? {}).flatMap(({ tokens, ids }) =>
        tokens.flatMap((token, i) => (ids[i] === undefined ? [] : [[token, ids[i]] as const])),
      );
    default:
      return [];
  }
}

export function readLayouts(
  processor: PostProcessor | null,
  idOf: IdOf,
): { single: Layout; pair: Layout } {
  return { single: readLayout(processor, idOf, 1), pair: readLayout(processor, idOf, 2) };
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
