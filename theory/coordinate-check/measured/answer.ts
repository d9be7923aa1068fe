import { exitCodes } from '@singlora/runner';
import {
  contradictions,
  faults,
  firstCause,
  isFault,
  isUndecided,
  openRows,
  type ReportedStep,
} from '@singlora/scaling';
import { sentenceOf } from '../../sentence.ts';
import type { CoordinateSettings } from '../settings.ts';
import { countsOf, departureLines, openText, countsSentence } from '../summary.ts';
import { expectOf } from './expect.ts';
import { judgedFile, type JudgedFile } from './judged.ts';

type Asked = Pick<CoordinateSettings, 'measured' | 'expect' | 'failOn' | 'quiet'>;

/** Whether settings ask for a verdict instead of a record. */
export const asksVerdict = ({ measured, failOn, quiet }: Asked): boolean =>
  measured.length > 0 && (failOn.length > 0 || quiet);

/**
 * Prints a verdict on each file, for people or as a line of JSON.
 * @returns the exit code: `unmet` where a row has a counted fault, else `insufficient` where some say too little
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
    print(quiet ? JSON.stringify(verdict) : textOf(judged, verdict));
    return verdict;
  });
  if (verdicts.some(({ failed }) => failed)) return exitCodes.unmet;
  return verdicts.some(({ verdict }) => verdict === 'insufficient')
    ? exitCodes.insufficient
    : exitCodes.done;
}

/** Whether a row departs from its expectation in a counted way. */
const isCounted = (counted: readonly string[]) => (row: ReportedStep) =>
  counted.includes(row.verdict) && (isFault(row) || isUndecided(row));

/** A file's verdict for programs, by the counted faults. */
function verdictOn(file: string, judged: JudgedFile, counted: readonly string[]) {
  const { widths, seeds, modules } = judged;
  const rows = modules.flatMap(({ steps }) => steps);
  const counts: Record<string, number> = {};
  for (const row of rows) counts[verdictOf(row)] = (counts[verdictOf(row)] ?? 0) + 1;
  const cause = firstCause(modules, isCounted(counted));
  const [fault] = cause?.faults ?? [];
  const open = openRows(rows, counted);
  return {
    version: 2,
    file,
    /** The verdict on the first row that departs from the expectations; `insufficient` where none does, and some are no evidence. */
    verdict: fault?.verdict ?? (open ? 'insufficient' : 'as expected'),
    failed: fault !== undefined,
    failOn: counted,
    /** `counts`: the number of rows by verdict; `open`: of those that are no evidence. */
    widths,
    seeds,
    rows: rows.length,
    counts,
    open: open?.length ?? 0,
    /** The first departure from the expectations, with the measured and the expected value, and the later modules that depart. */
    first: cause && fault ? { module: cause.module, ...reasonOf(fault), after: cause.after } : null,
  };
}

/** The verdict on a row. A free row has no fault, nor does a maximum that does not grow. */
const verdictOf = (row: ReportedStep): string =>
  faults.some((fault) => fault === row.verdict) && !isFault(row) ? 'no fault' : row.verdict;

const reasonOf = ({ quantity, step, verdict, slope, low, high, expected }: ReportedStep) => ({
  quantity,
  step,
  verdict,
  slope,
  low,
  high,
  expected: expected?.exponent ?? 0,
  reason: expected?.reason ?? 'it should keep its size',
});

function textOf(
  { modules, losses }: JudgedFile,
  { file, verdict, failed, failOn }: ReturnType<typeof verdictOn>,
): string {
  const isOne = isCounted(failOn);
  const rows = modules.flatMap(({ steps }) => steps);
  const open = verdict === 'insufficient' ? openRows(rows, failOn) : undefined;
  return [
    `${file}: ${failed ? 'FAILED' : open ? 'INSUFFICIENT' : 'passed'}`,
    ...(open ? openText(modules, open) : []),
    ...departureLines(modules, losses, (row) => isFault(row) || isOne(row)),
    sentenceOf(countsSentence, countsOf(modules, losses)),
  ].join('\n  ');
}
