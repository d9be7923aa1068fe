import { exitCodes } from '@singlora/runner';
import { faults, firstCause, isFault, type CoordinateStep } from '@singlora/scaling';
import { sentenceOf } from '../../sentence.ts';
import type { CoordinateSettings } from '../settings.ts';
import { countsOf, linesOf, says } from '../summary.ts';
import { expectOf } from './expect.ts';
import { judgedFile, type JudgedFile } from './judged.ts';

type Asked = Pick<CoordinateSettings, 'measured' | 'expect' | 'failOn' | 'quiet'>;

/** Whether settings ask for a verdict instead of a record. */
export const asksVerdict = ({ measured, failOn, quiet }: Asked): boolean =>
  measured.length > 0 && (failOn.length > 0 || quiet);

/**
 * Prints a verdict on each file, for people or as a line of JSON.
 * @returns the exit code: `unmet` where a row has a counted fault
 * @throws {MeasuredError} and {FormatError} before anything is printed
 */
export async function answerVerdict(
  { measured, expect, failOn, quiet }: Asked,
  print: (line: string) => void,
): Promise<number> {
  const counted = failOn.length > 0 ? failOn : contradictions;
  const said = expectOf(expect);
  const all: [file: string, judged: JudgedFile][] = [];
  for (const file of measured) all.push([file, await judgedFile(file, said)]);
  const verdicts = all.map(([file, judged]) => {
    const verdict = verdictOn(file, judged, counted);
    print(quiet ? JSON.stringify(verdict) : textOf(file, judged, verdict.failed));
    return verdict;
  });
  return verdicts.some(({ failed }) => failed) ? exitCodes.unmet : exitCodes.done;
}

/** The faults that count by default. A bend at these widths has no exponent, and so contradicts none. */
const contradictions = faults.filter((fault) => fault !== 'bends');

/** A file's verdict for programs, by the counted faults. */
function verdictOn(file: string, judged: JudgedFile, counted: readonly string[]) {
  const { widths, seeds, modules } = judged;
  const rows = modules.flatMap(({ steps }) => steps);
  const counts: Record<string, number> = {};
  for (const row of rows) counts[verdictOf(row)] = (counts[verdictOf(row)] ?? 0) + 1;
  const cause = firstCause(modules, (row) => isFault(row) && counted.includes(row.verdict));
  const [fault] = cause?.faults ?? [];
  return {
    version: 1,
    file,
    /** The verdict on the first row that departs from the expectations. */
    verdict: fault?.verdict ?? 'as expected',
    failed: fault !== undefined,
    failOn: counted,
    /** `counts`: the number of rows by verdict. */
    widths,
    seeds,
    rows: rows.length,
    counts,
    /** The first departure from the expectations, with the measured and the expected value, and the later modules that depart. */
    first: cause && fault ? { module: cause.module, ...reasonOf(fault), after: cause.after } : null,
  };
}

/** The verdict on a row. A free row has no fault, nor does a maximum that does not grow. */
const verdictOf = (row: CoordinateStep): string =>
  faults.some((fault) => fault === row.verdict) && !isFault(row) ? 'no fault' : row.verdict;

const reasonOf = ({ quantity, step, verdict, slope, low, high, expected }: CoordinateStep) => ({
  quantity,
  step,
  verdict,
  slope,
  low,
  high,
  expected: expected?.exponent ?? 0,
  reason: expected?.reason ?? 'it should keep its size',
});

const textOf = (file: string, { modules, losses }: JudgedFile, failed: boolean): string =>
  [
    `${file}: ${failed ? 'FAILED' : 'passed'}`,
    ...linesOf(modules, losses),
    sentenceOf(says, countsOf(modules, losses)),
  ].join('\n  ');
