import { widthOf } from '../printable.ts';

/** A terminal, such as process.stdout. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Takes text and control sequences. */
  write(text: string): unknown;
}

/**
 * Draws lines over the previous ones in a single write, without clearing first, so that nothing flickers.
 *
 * @returns takes the lines, and the lines that stay above them
 */
export function liveLines(
  screen: Screen,
): (lines: readonly string[], above?: readonly string[]) => void {
  let drawn: readonly string[] = [];
  return (lines, above = []) => {
    // If the terminal has become narrower since, a line takes several rows.
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
