import { format, markup, type Html } from '@singlora/reporting';

/** The limits of what a page shows of the records. Its words rest on all of them. */
export interface Limits {
  /** Runs in the list of all, the newest; and of these `curves` with their curves. All predictions of these are looked at, too. */
  readonly runs: number;
  readonly curves: number;
  /** Settings of the leading ones and of the others each, the most telling. */
  readonly settings: number;
  /** Rows of a result, those with the most seeds. */
  readonly variants: number;
  /** Configurations of one check, the newest. */
  readonly checks: number;
  /** Subjects of a setting that are shown in pictures, the first. */
  readonly subjects: number;
  /** Bytes of the pictures of a setting. */
  readonly pictureBytes: number;
}

export const usualLimits: Limits = {
  runs: 2000,
  curves: 500,
  settings: 40,
  variants: 40,
  checks: 500,
  subjects: 3,
  pictureBytes: 6 << 20,
};

export const noLimits = Object.fromEntries(
  Object.keys(usualLimits).map((limit) => [limit, Infinity]),
) as Record<keyof Limits, number>;

/** "60 runs are listed, 40 more are not"; nothing where all are shown. */
export const leftOutNote = (shown: number, all: number, what: string): Html | false =>
  all > shown &&
  markup`<p class="note">${format.count(shown)} of ${format.count(all)} ${what}. <code>npx nx run reports:build --all</code> shows the others, and with <code>--experiment NAME</code> those of one experiment.</p>\n`;
