import { quoted } from '@singlora/core/formats';
import { identifierIsClass, noIdentifier } from './errors.ts';
import type { Names } from './prompt-lists.ts';

/** The part of a tokenizer that splits texts. */
export interface Splitter {
  /** The text's tokens, as the vocabulary spells them. */
  tokens(text: string): Promise<readonly string[]>;
}

/**
 * Checks the identifier for the subject in prompts. An identifier of several tokens works, but each
 * token already has a meaning; a notice says so.
 *
 * @throws DreamBoothError `DREAMBOOTH_IDENTIFIER` for an empty identifier, and for one that equals the class
 */
export async function checkIdentifier(
  { identifier, className }: Required<Names>,
  tokenizer: Splitter,
  onNotice: (line: string) => void,
): Promise<void> {
  const plain = (name: string): string => name.trim().toLowerCase();
  if (plain(identifier) === '') throw noIdentifier();
  if (plain(identifier) === plain(className)) throw identifierIsClass(identifier);
  const tokens = await tokenizer.tokens(identifier);
  if (tokens.length > 1)
    onNotice(
      `The identifier ${quoted(identifier)} is not one token of the text encoder's, but ${tokens.length}: ${tokens.map((token) => quoted(token)).join(', ')}. Training overwrites their present meanings; a rare word of one token disturbs least.`,
    );
}
