import {
  colourAt,
  column,
  curve,
  lineChart,
  figures,
  markup,
  numbers,
  renderPage,
  table,
  tableHtml,
} from '@singlora/reporting';
import { stepMetrics } from '@singlora/records';
import { databaseName, type MetricPoint } from '@singlora/tracking';
import { told } from './course-table.ts';
import type { Course } from './course.ts';
import { withWatched, type Look } from './looks.ts';

/** How many curves are drawn, and how many points of each. */
const most = { curves: 60, points: 200 };
/** How many ended runs are still shown. */
const ENDED = 20;

/**
 * A page of the progress of runs: it takes looks, and renders the last of them.
 *
 * @param refresh seconds between a browser's reloads
 * @param code the code that made it, in words
 */
export function watchPage(refresh: number, code: string) {
  let courses: readonly Course[] = [];
  let ended: readonly Course[] = [];
  let problem: string | undefined;
  let page: Promise<string> | undefined;
  /** The points of each run's loss, up to the step read so far. */
  const curves = new Map<string, { step: number; points: readonly MetricPoint[] }>();

  async function render(): Promise<string> {
    const running = courses.filter(({ status }) => status === 'running').length;
    const drawn = [...courses, ...ended].slice(0, most.curves);
    const charts = (await curvesOf(drawn)).map(chartOf);
    const { text } = await renderPage(
      { title: 'Runs in progress', name: 'Runs', description: 'How far runs are' },
      {
        lede: [problem ?? counted(running, courses.length - running)],
        begin: { commands: [] },
        recorded: `${running} running`,
        sections: [
          courses.length > 0 && {
            id: 'now',
            title: 'Now',
            body: tableOf('In progress, or died within a day', courses),
          },
          charts.length > 0 && {
            id: 'losses',
            title: 'Training loss, by step',
            body: figures(charts),
          },
          ended.length > 0 && {
            id: 'ended',
            title: 'Ended since this page began',
            body: tableOf('Runs that have ended', ended),
          },
        ],
      },
      {
        name: 'Runs',
        about: markup`${databaseName()}`,
        pages: [],
        generatedAt: new Date().toISOString(),
        code,
        refresh,
      },
    );
    return text;
  }

  /** Reads the curves that have new points. */
  const curvesOf = (all: readonly Course[]): Promise<readonly Drawn[]> =>
    withWatched(async (tracking) => {
      const drawn: Drawn[] = [];
      for (const course of all) {
        const { id, step } = course;
        if (step === null) continue;
        let known = curves.get(id);
        if (known?.step !== step)
          known = { step, points: await tracking.metrics(id, stepMetrics.loss) };
        curves.set(id, known);
        if (known.points.length > 1) drawn.push({ course, points: known.points });
      }
      return drawn;
    }, []);

  return {
    take(look: Look): void {
      ({ courses, problem } = look);
      ended = [...look.ended, ...ended].slice(0, ENDED);
      page = undefined;
    },
    /** Rendered once per look, and only on request. */
    html: (): Promise<string> => (page ??= render()),
  };
}

interface Drawn {
  readonly course: Course;
  readonly points: readonly MetricPoint[];
}

function counted(running: number, died: number): string {
  if (running + died === 0) return 'Nothing runs. A run that begins is shown here.';
  const runs =
    running === 0 ? 'Nothing runs' : `${running} ${running === 1 ? 'run' : 'runs'} in progress`;
  return died === 0
    ? `${runs}.`
    : `${runs}; ${died} died, and the same command goes on from there.`;
}

function chartOf({ course, points }: Drawn) {
  const { id, label, status } = course;
  const drawn = curve(points, points.length / 20, most.points);
  const line = { run: id, label: told.loss(course), colour: colourAt(0), points: drawn };
  const state = status === 'running' ? '' : `, ${told.left(course)}`;
  return {
    id: `loss-${id}`,
    title: label,
    caption: `step ${told.step(course)}${state}`,
    description: `Training loss of ${label} by step`,
    spec: lineChart([line], { measure: 'Loss', format: '.4~g' }),
  };
}

const tableOf = (caption: string, courses: readonly Course[]) =>
  tableHtml(
    table(caption, courses, [
      column<Course>('Run', ({ id, label }) => ({ text: label, detail: id })),
      numbers<Course>('Step', told.step),
      numbers<Course>('Loss', told.loss),
      numbers<Course>('Speed', told.speed),
      numbers<Course>('Left', told.left),
      column<Course>('Host', told.host),
    ]),
  );
