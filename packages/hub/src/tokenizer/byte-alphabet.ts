/** The characters that stand for bytes in a byte-level vocabulary: those that can be seen stand for themselves. */
const seen = (byte: number): boolean =>
  (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);

const byteOf = new Map<string, number>();
let others = 0;
for (let byte = 0; byte < 256; byte++) {
  byteOf.set(String.fromCodePoint(seen(byte) ? byte : 256 + others++), byte);
}

/** The text whose bytes a byte-level token spells; what is no whole character becomes U+FFFD. */
export function textOfBytes(token: string): string {
  const bytes = Array.from(token, (character) => byteOf.get(character) ?? 0x3f);
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
