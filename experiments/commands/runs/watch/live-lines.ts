import { widthOf } from '../printable.ts';

/** A terminal; process.stdout fits. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Takes text and control sequences. */
  write(text: string): unknown;
}

/**
 * Draws lines over those drawn before, at once and without clearing first, so that nothing flickers.
 *
 * @returns takes the lines, and what is to stay above them
 */
export function liveLines(
  screen: Screen,
): (lines: readonly string[], above?: readonly string[]) => void {
  let drawn: readonly string[] = [];
  return (lines, above = []) => {
    // In a terminal that was made narrower since, a line takes several rows.
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / screen.columns)),
      0,
    );
    const up = rows > 0 ? `\x1b[${rows}A\r` : '';
    const all = [...above, ...lines].map((line) => `${line}\x1b[K\n`);
    screen.write(`${up}${all.join('')}\x1b[J`);
    drawn = lines;
  };
}
