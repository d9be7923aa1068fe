/** One view of several jobs: what they say, each line behind its job's number, and on a terminal a line for each that shows how far it is. */
export interface JobsView {
  /** Shows what a job says, of one line or several. */
  line(job: number, text: string): void;
  /** Shows how far a job is. */
  progress(job: number, text: string): void;
  /** Takes away the line of a job that has ended. */
  end(job: number): void;
}

/** The stream that it is drawn on; process.stderr fits. */
interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Takes text and, on a terminal, control sequences. */
  write(text: string): unknown;
}

/** @param log takes the lines that stay */
export function jobsView(
  log: (line: string) => void,
  screen: Screen,
  env: NodeJS.ProcessEnv,
): JobsView {
  const draws = screen.isTTY === true && env['TERM'] !== 'dumb';
  const live = new Map<number, string>();
  const labelled = (job: number, line: string) => `${job} │ ${line}`;
  const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '');

  /** Changes what is above the jobs' lines, or these. */
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
