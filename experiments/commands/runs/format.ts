import { secondsWorked, type StartRecord } from '@singlora/tracking';
import { cut, printable, widthOf } from './printable.ts';

/** `3.5 MB`, in powers of 1,000. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** How long processes worked on a run: `42 s`, `3 min 05 s`, `2 h 07 min`; `?` where it is unknown. */
export function worked(starts: readonly StartRecord[]): string {
  const seconds = Math.round(secondsWorked(starts));
  if (!(seconds >= 0)) return '?';
  const padded = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${padded(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${padded(Math.floor((seconds % 3_600) / 60))} min`;
}

/** An ISO time in the local time zone, to the minute: `2025-07-08 14:03`, or to as many characters; `?` for an invalid one. */
export function localTime(iso: string, length = 16): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? '?' : time.toLocaleString('sv').slice(0, length);
}

/** A number with six significant digits; an integer in full with thousands separators. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}

/** A configuration value in a few characters. */
export function brief(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The difference of two numbers, with its sign. */
export const byHowMuch = (more: number, than: number): string =>
  `${more > than ? '+' : ''}${numberText(more - than)}`;

/** The maximum width of a column. */
const WIDEST = 80;
/** The minimum width of a shortened column: that of an id. */
const NARROWEST = 12;

/**
 * Left-aligned columns two spaces apart. Cells are made printable and cut to `cell` terminal
 * columns; then the widest columns are cut until a line fits into `width`.
 */
export function columns(
  rows: readonly (readonly string[])[],
  { width = Infinity, cell: longest = WIDEST }: { width?: number; cell?: number } = {},
): string {
  const cells = rows.map((row) => row.map((cell) => cut(printable(cell), longest)));
  const widths: number[] = [];
  for (const row of cells)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, Math.min(WIDEST, widthOf(cell)));
  const room = width - 2 * (widths.length - 1);
  const within = (most: number) => widths.reduce((sum, one) => sum + Math.min(one, most), 0);
  let most = longest;
  if (Number.isFinite(width)) while (most > NARROWEST && within(most) > room) most -= 1;
  const padded = (text: string, column: number) => {
    const cell = cut(text, most);
    return cell + ' '.repeat(Math.max(0, Math.min(most, widths[column] ?? 0) - widthOf(cell)));
  };
  return cells.map((row) => cut(row.map(padded).join('  ').trimEnd(), width)).join('\n');
}
