import { join } from 'node:path';
import { loadPromptTokenizer, loadTokenizer } from '@singlora/hub';
import { describe, expect, it } from 'vitest';
import { checkIdentifier, type Splitter } from './identifier.ts';

const fixtures = join(import.meta.dirname, '../../../hub/src/tokenizer/fixtures');
const wordPiece = await loadTokenizer(join(fixtures, 'word-piece.tokenizer.json'));
const clip = await loadPromptTokenizer(join(fixtures, 'clip'));

function told(identifier: string, className: string, tokenizer: Splitter = wordPiece): string[] {
  const lines: string[] = [];
  checkIdentifier({ identifier, className }, tokenizer, (line) => lines.push(line));
  return lines;
}

describe('checkIdentifier', () => {
  it('tells into what the identifier is split', () => {
    expect(told('sks', 'dog')).toEqual([
      expect.stringContaining(
        `"sks" is not one token of the text encoder's, but 3: "s", "##k", "##s".`,
      ),
    ]);
  });

  it('says nothing of one that is one token', () => {
    expect(clip.tokens('sks')).toEqual(['sks</w>']);
    expect(told('sks', 'dog', clip)).toEqual([]);
  });

  it.each(['', '  '])('refuses the empty one, "%s"', (identifier) => {
    expect(() => told(identifier, 'dog')).toThrow(/identifier is empty/);
  });

  it.each(['dog', 'Dog '])('refuses %s for a dog', (identifier) => {
    expect(() => told(identifier, 'dog')).toThrow(/is the class too/);
  });
});
