import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '@singlora/core/errors';
import { shown } from '@singlora/core/formats';
import { z } from 'zod';
import { isFile } from '../asset-files.ts';
import * as clip from './clip.ts';
import { badTokenizer, promptCut } from './errors.ts';
import { tokenizerOf } from './tokenizer.ts';

/** The tokenizer of a text-to-image model's prompts, as CLIP's text encoder reads them. */
export interface PromptTokenizer {
  /** The number of tokens of every prompt, 77. */
  readonly length: number;
  /**
   * The ids that transformers' `CLIPTokenizer` gives with `padding="max_length"` and `truncation=True`,
   * `[length]`: shorter prompts are padded with `<|endoftext|>` for Stable Diffusion 1, `!` for 2.
   *
   * @param onNotice called for a prompt that is too long, with the words that are left out
   */
  encode(prompt: string, onNotice?: (line: string) => void): Promise<Int32Array>;
  /** A prompt's tokens without special ones, as the vocabulary spells them: "sks" is "sks</w>". */
  tokens(prompt: string): Promise<string[]>;
}

/** Larger values of `model_max_length` mean that none was set. */
const longest = 2 ** 20;
const clipLength = 77;

async function readJson<Schema extends z.ZodType>(folder: string, name: string, schema: Schema) {
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
  const has = (name: string) => isFile(join(folder, name));
  const optional = async <Schema extends z.ZodType>(name: string, schema: Schema) =>
    (await has(name)) ? readJson(folder, name, schema) : schema.parse({});
  const config = await optional('tokenizer_config.json', clip.tokenizerConfig);
  const special = await optional('special_tokens_map.json', clip.specialTokens);
  const json = (await has('tokenizer.json'))
    ? await readFile(join(folder, 'tokenizer.json'), 'utf8')
    : clip.clipTokenizerJson({
        vocab: await readJson(folder, 'vocab.json', z.unknown()),
        merges: await readFile(join(folder, 'merges.txt'), 'utf8'),
        config,
        special,
        added: await optional('added_tokens.json', clip.idsByToken),
      });
  const most = config.model_max_length ?? clipLength;
  return {
    json,
    pad: clip.specialTokensOf({ config, special }).pad_token.content,
    length: most > longest ? clipLength : most,
  };
}

/**
 * Loads the tokenizer in a folder, such as Stable Diffusion's `tokenizer`: `tokenizer.json`, or else
 * `vocab.json` and `merges.txt`; with `tokenizer_config.json`, `special_tokens_map.json` and
 * `added_tokens.json` if present.
 *
 * @throws HubError `HUB_TOKENIZER` when a file cannot be read or understood, or belongs to another kind of tokenizer.
 */
export async function loadPromptTokenizer(folder: string): Promise<PromptTokenizer> {
  try {
    const { json, pad, length } = await read(folder);
    const tokenizer = await tokenizerOf(folder, json);
    const padId = await tokenizer.idOf(pad);
    if (padId === undefined) throw new Error(`its vocabulary has no ${pad} to fill prompts with`);
    return {
      length,
      tokens: tokenizer.tokens,
      async encode(prompt, onNotice) {
        const { ids, uncut } = await tokenizer.encode(prompt, undefined, length);
        const filled = new Int32Array(length).fill(padId);
        filled.set(ids);
        if (uncut > length && onNotice) {
          const all = await tokenizer.encode(prompt, undefined, uncut);
          const left = await tokenizer.textOf(all.ids.subarray(length - 1, -1));
          onNotice(promptCut(prompt, uncut, length, left.replaceAll('</w>', ' ').trim()));
        }
        return filled;
      },
    };
  } catch (cause) {
    throw badTokenizer(folder, cause);
  }
}
