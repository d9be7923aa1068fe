/**
 * Checks levels or indices in parquet's hybrid of runs and bit-packed groups before hyparquet reads them: it writes as
 * many values as a run claims, without a bounds check.
 *
 * @param most how many values there can be
 * @returns how many there are, at most `most`
 */
export function checkRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  most: number,
): number {
  if (width > 32) throw new Error(`a page has numbers of ${width} bits`);
  const stop = Math.min(end, bytes.length);
  let seen = 0;
  for (let at = start; at < stop && seen < most;) {
    let head = 0;
    for (let digits = 0; ; digits++) {
      const part = bytes[at++] ?? 0;
      head += (part & 0x7f) * 2 ** (7 * digits);
      if (part < 0x80) break;
      if (digits === 4) throw new Error('a page holds a number without end');
    }
    const packed = head % 2 === 1;
    const count = Math.floor(head / 2) * (packed ? 8 : 1);
    // Groups have 8 values. DuckDB pads its last run to 256, and then the bits are present.
    const filled = packed && width > 0 && count < 2 ** 31 && (count / 8) * width <= stop - at;
    if (count > most - seen + (packed ? 7 : 0) && !filled)
      throw new Error(
        `a page claims a run of ${count} values, more than the ${most - seen} it has left`,
      );
    seen += count;
    at += packed ? (count / 8) * width : Math.ceil(width / 8);
  }
  return Math.min(seen, most);
}
