import { spoken } from '@singlora/runner';
import { columns, numberText } from '../format.ts';
import type { Course } from './course.ts';

const unknown = '–';

/** The text of each column for a run, in column order. */
export const told = {
  id: ({ id }: Course) => id,
  run: ({ label }: Course) => label,
  step: ({ step, totalSteps }: Course) =>
    step === null
      ? unknown
      : numberText(step) + (totalSteps === null ? '' : `/${numberText(totalSteps)}`),
  loss: ({ loss }: Course) =>
    loss === null ? unknown : typeof loss === 'number' ? loss.toPrecision(4) : loss,
  speed: ({ stepsPerSecond: speed }: Course) => {
    if (speed === null) return unknown;
    return speed < 1 ? `${(1 / speed).toPrecision(3)} s/step` : `${speed.toPrecision(3)} steps/s`;
  },
  left: (course: Course) => {
    const { status, seenAt, secondsLeft } = course;
    if (status === 'died') return `died ${spoken((Date.now() - Date.parse(seenAt)) / 1_000)} ago`;
    if (status !== 'running') return status;
    return secondsLeft === null ? unknown : spoken(secondsLeft);
  },
  host: ({ host }: Course) => host,
} as const satisfies Record<string, (course: Course) => string>;

/** The columns to drop on a narrow terminal, each with the width below which it is dropped. */
const narrow = { host: 110, speed: 90, id: 60 };

const shownAt = (width: number) =>
  Object.entries(told).filter(([name]) => width >= (name in narrow ? narrow[name as 'id'] : 0));

/** A heading, and one line per run, cut to `width`. */
export function courseTable(courses: readonly Course[], width: number): string[] {
  const shown = shownAt(width);
  const head = shown.map(([name]) => name.toUpperCase());
  const rows = courses.map((course) => shown.map(([, tell]) => tell(course)));
  return columns([head, ...rows], { width }).split('\n');
}

/** The same for one run, in a single line of everything known. */
export function courseLine(course: Course): string {
  const { id, run, step, loss, speed, left, host } = told;
  const isRunning = course.status === 'running';
  const end = left(course);
  const parts = [
    ...(isRunning ? [] : [end]),
    ...(course.step === null ? [] : [`step ${step(course)}`, `loss ${loss(course)}`]),
    ...(course.stepsPerSecond === null ? [] : [speed(course)]),
    ...(course.secondsLeft === null ? [] : [`${end} left`]),
    ...(isRunning ? [host(course)] : []),
    ...(course.error === null ? [] : course.error.split('\n', 1)),
  ];
  return columns([[id(course), run(course), parts.join(', ')]], { cell: LONGEST });
}

/** The maximum length of an error's line. */
const LONGEST = 300;
