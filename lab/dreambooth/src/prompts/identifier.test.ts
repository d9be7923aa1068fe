import { join } from 'node:path';
import { loadPromptTokenizer, loadTokenizer } from '@singlora/hub';
import { describe, expect, it } from 'vitest';
import { checkIdentifier, type Splitter } from './identifier.ts';

const fixtures = join(import.meta.dirname, '../../../hub/src/tokenizer/fixtures');
const wordPiece = await loadTokenizer(join(fixtures, 'word-piece.tokenizer.json'));
const clip = await loadPromptTokenizer(join(fixtures, 'clip'));

async function told(identifier: string, className: string, tokenizer: Splitter = wordPiece) {
  const lines: string[] = [];
  await checkIdentifier({ identifier, className }, tokenizer, (line) => lines.push(line));
  return lines;
}

describe('checkIdentifier', () => {
  it('tells into what the identifier is split', async () => {
    expect(await told('sks', 'dog')).toEqual([
      expect.stringContaining(
        `"sks" is not one token of the text encoder's, but 3: "s", "##k", "##s".`,
      ),
    ]);
  });

  it('says nothing of one that is one token', async () => {
    expect(await clip.tokens('sks')).toEqual(['sks</w>']);
    expect(await told('sks', 'dog', clip)).toEqual([]);
  });

  it.each(['', '  '])('refuses the empty one, "%s"', async (identifier) => {
    await expect(told(identifier, 'dog')).rejects.toThrow(/identifier is empty/);
  });

  it.each(['dog', 'Dog '])('refuses %s for a dog', async (identifier) => {
    await expect(told(identifier, 'dog')).rejects.toThrow(/is the class too/);
  });
});
