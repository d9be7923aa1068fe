import { progressBar, progressLine, type Progress } from './progress.ts';

/** The stream that progress goes to; process.stderr fits. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  /** Writes text; on a terminal (`isTTY`) with control sequences that overwrite the last. */
  write(text: string): unknown;
}

/** The work to show, and the stream to show it on. */
export interface ProgressOptions {
  label: string;
  /** units of work in all, e.g. steps; and how many were done before this process began */
  total: number;
  initial?: number;
  stream?: ProgressStream;
  env?: NodeJS.ProcessEnv;
  /** the clock, milliseconds */
  now?: () => number;
}

/** Shows how far a piece of work is. */
export interface ProgressReporter {
  /**
   * Reports how many units are done. It is shown only when due, so call it after each.
   * @param at `examples`: how many this process has worked on so far
   */
  update(at: { done: number; examples?: number; loss?: number }): void;
  /** Writes the last state, and ends its line. */
  end(): void;
}

const REDRAW_MS = 100;
const LINE_MS = 30_000;
const LINE_SHARE = 0.1;

/**
 * Shows progress: on a terminal a bar that redraws itself; elsewhere, or on a dumb terminal, a plain line at each
 * tenth of the work and at least every 30 s. NO_COLOR (no-color.org) turns colours off.
 */
export function createProgress(options: ProgressOptions): ProgressReporter {
  const {
    label,
    total,
    initial = 0,
    stream = process.stderr,
    now = () => performance.now(),
  } = options;
  const { env = process.env } = options;
  const started = now();
  // A dumb terminal has no control sequences.
  const draws = stream.isTTY === true && env.TERM !== 'dumb';
  let latest: Progress = { label, done: initial, total };
  let shown: { time: number; done: number } | undefined;

  const isDue = () => {
    if (!shown || latest.done >= total) return latest.done !== shown?.done;
    const waited = now() - shown.time;
    if (draws) return waited >= REDRAW_MS;
    return waited >= LINE_MS || (latest.done - shown.done) / total >= LINE_SHARE;
  };

  const show = () => {
    const text = draws
      ? `\r${progressBar(latest, (stream.columns || 80) - 1, !env.NO_COLOR)}\x1b[K`
      : `${progressLine(latest)}\n`;
    stream.write(text);
    shown = { time: now(), done: latest.done };
  };

  return {
    update({ done, examples, loss }) {
      const seconds = (now() - started) / 1000;
      latest = { label, done, total };
      if (loss !== undefined) latest.loss = loss;
      if (seconds > 0 && done > initial) {
        if (examples !== undefined) latest.examplesPerSecond = examples / seconds;
        latest.secondsLeft = ((total - done) * seconds) / (done - initial);
      }
      if (isDue()) show();
    },
    end() {
      if (latest.done !== shown?.done) show();
      if (draws) stream.write('\n');
    },
  };
}
