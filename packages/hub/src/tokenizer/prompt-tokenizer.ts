import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '@singlora/errors';
import { shown } from '@singlora/formats';
import { z } from 'zod';
import { missingFiles } from '../asset-files.ts';
import { textOfBytes } from './byte-alphabet.ts';
import {
  addedTokensFile,
  clipTokenizerJson,
  specialTokensMap,
  specialTokensOf,
  tokenizerConfig,
} from './clip.ts';
import { badTokenizer, promptCut } from './errors.ts';
import { tokensOf } from './text-model.ts';
import { tokenizerOf } from './tokenizer.ts';
import { parseTokenizerJson, type TokenizerJson } from './tokenizer-json.ts';

/** The tokenizer of a text-to-image model's prompts, as CLIP's text encoder reads them. */
export interface PromptTokenizer {
  /** One more than the largest id. */
  readonly vocabularySize: number;
  /** How many tokens every prompt has, 77. */
  readonly length: number;
  /** What shorter prompts are filled with: `<|endoftext|>` for Stable Diffusion 1, `!` for 2. */
  readonly padId: number;
  /**
   * The ids that transformers' `CLIPTokenizer` gives with `padding="max_length"` and `truncation=True`,
   * `[length]`.
   *
   * @param onNotice told of a prompt that is too long, with the words that are left out
   */
  encode(prompt: string, onNotice?: (line: string) => void): Int32Array;
  /** A prompt's tokens without special ones, as the vocabulary spells them: "sks" is "sks</w>". */
  tokens(prompt: string): string[];
}

/** Larger values of `model_max_length` mean that none was set. */
const longest = 2 ** 20;
const clipLength = 77;

async function readJson<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const content = await readFile(join(folder, name), 'utf8');
  try {
    return schema.parse(JSON.parse(content));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const what = issue ? `${issue.path.join('.')} ${issue.message}` : reasonOf(cause);
    throw new Error(`${name}: ${shown(what, 300)}`, { cause });
  }
}

async function read(folder: string) {
  const has = async (name: string): Promise<boolean> =>
    (await missingFiles(folder, [name])).length === 0;
  const optional = async <Schema extends z.ZodType>(name: string, schema: Schema) =>
    (await has(name)) ? readJson(folder, name, schema) : schema.parse({});
  const config = await optional('tokenizer_config.json', tokenizerConfig);
  const special = await optional('special_tokens_map.json', specialTokensMap);
  const json = (await has('tokenizer.json'))
    ? parseTokenizerJson(await readJson(folder, 'tokenizer.json', z.unknown()))
    : clipTokenizerJson({
        vocab: await readJson(folder, 'vocab.json', z.unknown()),
        merges: await readFile(join(folder, 'merges.txt'), 'utf8'),
        config,
        special,
        added: await optional('added_tokens.json', addedTokensFile),
      });
  const most = config.model_max_length ?? clipLength;
  return {
    json,
    pad: specialTokensOf({ config, special }).pad_token.content,
    length: most > longest ? clipLength : most,
  };
}

/** The text of tokens, as far as bytes and CLIP's ends of words tell. */
function decoder({ model, added_tokens }: TokenizerJson): (ids: Int32Array) => string {
  const tokens = new Map([...tokensOf(model)].map(([token, id]) => [id, token]));
  for (const { content, id } of added_tokens) tokens.set(id, `${content}</w>`);
  return (ids) => {
    const spelled = Array.from(ids, (id) => tokens.get(id) ?? '').join('');
    return textOfBytes(spelled).replaceAll('</w>', ' ').trim();
  };
}

/**
 * Loads the tokenizer in a folder, such as Stable Diffusion's `tokenizer`: `tokenizer.json`, or else
 * `vocab.json` and `merges.txt`; with `tokenizer_config.json`, `special_tokens_map.json` and
 * `added_tokens.json` where they are there.
 *
 * @throws HubError `HUB_TOKENIZER` when a file cannot be read or understood, or is of another kind of tokenizer.
 */
export async function loadPromptTokenizer(folder: string): Promise<PromptTokenizer> {
  try {
    const { json, pad, length } = await read(folder);
    const tokenizer = tokenizerOf(folder, json);
    const decode = decoder(json);
    const padId =
      json.added_tokens.find(({ content }) => content === pad)?.id ?? tokensOf(json.model).get(pad);
    if (padId === undefined) throw new Error(`its vocabulary has no ${pad} to fill prompts with`);
    return {
      vocabularySize: tokenizer.vocabularySize,
      length,
      padId,
      tokens: (prompt) => tokenizer.tokens(prompt),
      encode: (prompt, onNotice) => {
        const { ids } = tokenizer.encode(prompt, undefined, length);
        const filled = new Int32Array(length).fill(padId);
        filled.set(ids);
        if (ids.length === length && onNotice) {
          const all = tokenizer.encode(prompt, undefined, Number.MAX_SAFE_INTEGER).ids;
          const left = decode(all.subarray(length - 1, -1));
          if (all.length > length) onNotice(promptCut(prompt, all.length, length, left));
        }
        return filled;
      },
    };
  } catch (cause) {
    throw badTokenizer(folder, cause);
  }
}
