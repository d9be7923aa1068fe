import { parseDuration } from '@singlora/runner';
import { databaseName } from '@singlora/tracking';
import { Command, InvalidArgumentError } from 'commander';
import type { Output } from './output.ts';
import { cut, printable } from './printable.ts';
import type { Course } from './watch/course.ts';
import { courseLine, courseTable } from './watch/course-table.ts';
import { liveLines, type Screen } from './watch/live-lines.ts';
import { looks, type WatchedRuns } from './watch/looks.ts';

interface WatchOptions {
  every?: number;
  untilDone?: boolean;
  json?: boolean;
}

/** The default intervals between looks, in seconds: for in-place drawing and for appended lines. */
const usually = { drawn: 2, listed: 10 };

export const watchCommand = (output: Output): Command =>
  new Command('watch')
    .summary('follow unfinished runs')
    .description(
      'follow unfinished runs: step, loss, speed and time left, as far as records tell them; nothing is written or locked',
    )
    .option('--every <time>', 'look this often (default: 2s, 10s in a pipe)', seconds)
    .option('--until-done', 'end once all runs have ended; if none has begun, wait for the first')
    .option('--json', 'a line of JSON for each run that has changed')
    .action((options: WatchOptions) => {
      const signal = output.interrupted?.() ?? new AbortController().signal;
      return follow(viewOf(options, output), options, signal);
    });

/** A view of looks, and its preferred interval, in seconds. */
interface View {
  readonly every: number;
  take(look: WatchedRuns): void;
}

function viewOf({ json = false }: WatchOptions, output: Output): View {
  if (output.screen && !json) return { every: usually.drawn, take: drawnOn(output.screen) };
  return { every: usually.listed, take: listedOn(output, json) };
}

/** Shows looks until the signal or, if requested, until all runs have ended. */
async function follow(
  view: View,
  { every = view.every, untilDone = false }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  let idle = 0;
  let first: WatchedRuns | undefined;
  let hasBegun = false;
  for await (const look of looks(every, signal)) {
    view.take(look);
    const goesOn = look.problem !== undefined || look.courses.some(isRunning);
    first ??= look;
    // A short run may begin and end between two looks.
    hasBegun ||= look.courses.some(isRunning) || look.recorded > first.recorded;
    // Between two runs of a command there may be a moment without any.
    idle = goesOn ? 0 : idle + 1;
    if (untilDone && hasBegun && idle >= 2) return;
  }
}

function seconds(text: string): number {
  try {
    const found = parseDuration(text);
    if (found !== undefined) return found;
  } catch {
    // reported below
  }
  throw new InvalidArgumentError('It must be a time such as 2s or 1m.');
}

const isRunning = ({ status }: Course) => status === 'running';

/** Draws the progress of all runs in place, as many as fit; ended runs stay above. */
function drawnOn(screen: Screen): (look: WatchedRuns) => void {
  const draw = liveLines(screen);
  return ({ courses, ended, problem }) => {
    const width = screen.columns - 1;
    const room = Math.max(1, screen.rows - 4);
    const shown = courses.slice(0, room);
    const more = courses.length - shown.length;
    draw(
      [
        cut(printable(problem ?? summaryOf(courses)), width),
        ...(shown.length > 0 ? courseTable(shown, width) : []),
        ...(more > 0 ? [cut(`… and ${more} more`, width)] : []),
      ],
      ended.map((course) => cut(courseLine(course), width)),
    );
  };
}

function summaryOf(courses: readonly Course[]): string {
  const running = courses.filter(isRunning).length;
  const died = courses.length - running;
  if (courses.length === 0) return `Nothing runs in ${databaseName()}.`;
  const them = died === 1 ? 'it' : 'them';
  return `${running} running${died > 0 ? `, ${died} died; the same command goes on with ${them}` : ''}`;
}

/** Prints a line for each run when it first appears, makes progress, and ends. */
function listedOn(output: Output, json: boolean): (look: WatchedRuns) => void {
  const said = new Map<string, string>();
  let remark: string | undefined;
  return (look) => {
    const isEmpty = look.courses.length === 0 && !json;
    const { problem = isEmpty ? summaryOf([]) : undefined } = look;
    if (problem !== undefined && problem !== remark) output.complain(printable(problem));
    remark = problem;
    for (const course of [...look.courses, ...look.ended]) {
      const state = `${course.status} ${course.step} ${course.startedAt}`;
      if (said.get(course.id) === state) continue;
      said.set(course.id, state);
      output.print(json ? printable(JSON.stringify(course)) : courseLine(course));
    }
  };
}
