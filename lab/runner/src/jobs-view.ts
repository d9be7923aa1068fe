import { printable } from '@singlora/core/errors';

/** A combined view of several jobs: their lines, each after its job's number, and on a terminal one status line per job. */
export interface JobsView {
  /** Shows a job's message of one or more lines. */
  line(job: number, text: string): void;
  /** Updates a job's status line. */
  progress(job: number, text: string): void;
  /** Removes the status line of an ended job. */
  end(job: number): void;
}

/** The stream to draw on, such as process.stderr. */
interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Takes text and, on a terminal, control sequences. */
  write(text: string): unknown;
}

/** @param log takes the permanent lines */
export function jobsView(
  log: (line: string) => void,
  screen: Screen,
  env: NodeJS.ProcessEnv,
): JobsView {
  const draws = screen.isTTY === true && env['TERM'] !== 'dumb';
  const live = new Map<number, string>();
  const labelled = (job: number, line: string) => `${job} │ ${printable(line)}`;
  const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '');

  /** Redraws the status lines around a change. */
  const redraw = (change: () => void) => {
    if (draws && live.size > 0) screen.write(`\x1b[${live.size}A\x1b[J`);
    change();
    if (!draws) return;
    const columns = (screen.columns || 80) - 1;
    for (const [job, line] of [...live].sort(([a], [b]) => a - b))
      screen.write(`${labelled(job, line).slice(0, columns)}\n`);
  };

  const line = (job: number, text: string) =>
    redraw(() => {
      for (const one of linesOf(text)) log(labelled(job, one));
    });
  return {
    line,
    progress(job, text) {
      const last = linesOf(text).at(-1);
      if (last === undefined) return;
      if (draws) redraw(() => live.set(job, last));
      else line(job, text);
    },
    end: (job) => redraw(() => live.delete(job)),
  };
}
