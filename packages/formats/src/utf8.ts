/** The text of a file that must be UTF-8; otherwise throws what `fail` makes of the first line that is not. */
export function decodeUtf8(
  bytes: Uint8Array,
  fail: (line: number, problem: string) => Error,
): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const lines = new TextDecoder().decode(bytes).split('\n');
    throw fail(lines.findIndex((text) => text.includes('\uFFFD')) + 1, 'it is not UTF-8');
  }
}
