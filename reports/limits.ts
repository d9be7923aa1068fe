import { format, markup, type Html } from '@singlora/reporting';

/** Limits on what a page displays of the records. Its conclusions rest on all of them. */
export interface Limits {
  /** The newest runs in the list of all; the first `curves` of them with curves. All predictions of these are also read. */
  readonly runs: number;
  readonly curves: number;
  /** Settings, both of the leading ones and of the others, the most relevant first. */
  readonly settings: number;
  /** Rows of a result, for the variants with the most seeds. */
  readonly variants: number;
  /** The newest configurations of one check. */
  readonly checks: number;
  /** The first subjects of a setting, which are shown in pictures. */
  readonly subjects: number;
  /** Bytes of the pictures of one setting. */
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

/** "60 runs are listed, 40 more are not"; empty where all are shown. */
export const leftOutNote = (shown: number, all: number, what: string): Html | false =>
  all > shown &&
  markup`<p class="note">${format.count(shown)} of ${format.count(all)} ${what}. <code>npx nx run reports:build --all</code> shows the others, and with <code>--experiment NAME</code> those of one experiment.</p>\n`;
