/** The progress of a piece of work, as shown. */
export interface Progress {
  label: string;
  done: number;
  total: number;
  /** finished since the work began in this process, per second */
  examplesPerSecond?: number;
  secondsLeft?: number;
  loss?: number;
}

/** One plain line: `train 40% · step 12/30 · loss 0.693 · 88 examples/s · 1 m 5 s left`. */
export function progressLine(progress: Progress): string {
  return [`${progress.label} ${percent(progress)}`, ...details(progress)].join(' · ');
}

/** One line with a bar of at most `columns` characters; `color` adds ANSI colours to the bar. */
export function progressBar(progress: Progress, columns: number, color: boolean): string {
  const head = `${progress.label} ${percent(progress)} `;
  const tail = ` ${details(progress).join(' · ')}`;
  const width = Math.min(30, columns - head.length - tail.length);
  if (width < 5) return progressLine(progress).slice(0, Math.max(0, columns));
  const full = Math.floor(width * fraction(progress));
  const [done, left] = ['━'.repeat(full), '─'.repeat(width - full)];
  return color ? `${head}\x1b[36m${done}\x1b[2m${left}\x1b[0m${tail}` : head + done + left + tail;
}

/** `45 s`, `3 m 20 s`, `2 h 5 m`. */
export function shortDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

function fraction({ done, total }: Progress): number {
  return total > 0 ? Math.min(1, done / total) : 1;
}

function percent(progress: Progress): string {
  return `${Math.floor(fraction(progress) * 100)}%`.padStart(4);
}

function details({ done, total, loss, examplesPerSecond, secondsLeft }: Progress): string[] {
  return [
    `${done}/${total}`,
    loss === undefined ? [] : `loss ${loss.toFixed(3)}`,
    examplesPerSecond === undefined ? [] : `${examplesPerSecond.toFixed(0)} examples/s`,
    secondsLeft === undefined ? [] : `${shortDuration(secondsLeft)} left`,
  ].flat();
}
