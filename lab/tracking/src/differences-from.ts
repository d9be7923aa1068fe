import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AddedRun } from './add-finished.ts';
import { withoutMachine } from './archive-line.ts';
import { grouped } from './grouped.ts';
import { recordedText } from './hash-content.ts';
import { isDamaged, type ArtifactRecord, type MetricPoint } from './records.ts';
import type { RunReader } from './run-reader.ts';
import { artifactToDigits, hasDigits, toDigits } from './significant-digits.ts';
import { thinned } from './thinned.ts';

/** Every significant digit that a double may need. */
const DIGITS = Array.from({ length: 17 }, (_, least) => least + 1);

/**
 * The parts of an archive's run that are not what the run of its id holds here: fields, curves and files by name.
 * What the archive leaves out (points, digits, files) is no difference.
 */
export async function differencesFrom(reader: RunReader, run: AddedRun): Promise<string[]> {
  const here = await reader.inspect(run.row.id);
  if (isDamaged(here)) return ['its record, which is damaged here'];
  const own = withoutMachine(here);
  const theirs = {
    ...fieldsOf(run),
    starts: run.starts.map((start) => ({
      startedAt: start.started_at,
      endedAt: start.ended_at,
      fromStep: start.from_step,
      toStep: start.to_step,
      environment: JSON.parse(start.environment) as unknown,
    })),
  };
  const mine: Record<string, unknown> = { tags: [], note: '', ...own.run, starts: own.starts };
  const fields = Object.entries(theirs).flatMap(([name, value]) =>
    textOf(value) === textOf(mine[name]) ? [] : [name],
  );
  return [
    ...fields,
    ...curvesApart(await reader.metrics(here.id), run.metrics),
    ...(await filesApart(here.artifacts, run.artifacts)),
  ];
}

/** The fields of a record, as an archive names them. */
function fieldsOf({ row, said }: AddedRun): Record<string, unknown> {
  const parsed = (text: string) => JSON.parse(text) as unknown;
  return {
    experiment: row.experiment,
    identity: row.identity,
    config: parsed(row.config),
    summary: parsed(row.summary),
    assets: parsed(row.assets),
    command: row.command,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    tags: said ? parsed(said.tags) : [],
    note: said?.note ?? '',
  };
}

const textOf = (value: unknown) => recordedText(value ?? null);

/** The names of curves that are not those here, thinned and rounded as an export may do. */
function curvesApart(here: readonly MetricPoint[], there: readonly MetricPoint[]): string[] {
  const own = grouped(here, ({ key }) => key);
  const theirs = grouped(there, ({ key }) => key);
  const every = Math.min(...[...theirs.values()].map(leastApart));
  const curves = [...theirs].map(([key, points]) => {
    return { key, points, kept: thinned(own.get(key) ?? [], every) };
  });
  const apart = (digits?: number) => curves.filter((curve) => !isSame(curve, digits));
  const whole = apart();
  const isRounded = whole.length > 0 && DIGITS.some((digits) => apart(digits).length === 0);
  const missing = [...own.keys()].filter((key) => !theirs.has(key));
  return [...(isRounded ? [] : whole.map(({ key }) => key)), ...missing].map(
    (key) => `curve ${key}`,
  );
}

/** The points of a curve in an archive, and those that an export from here keeps of it. */
interface Curve {
  readonly points: readonly MetricPoint[];
  readonly kept: readonly MetricPoint[];
}

const isSame = ({ points, kept }: Curve, digits?: number): boolean =>
  kept.length === points.length &&
  points.every(({ step, time, value }, at) => {
    const own = kept[at] as MetricPoint;
    const expected = digits === undefined ? own.value : toDigits(own.value, digits);
    return own.step === step && own.time === time && Object.is(value, expected);
  });

/** The least number of steps between points, but for the last, which an export keeps at any distance. */
const leastApart = (points: readonly MetricPoint[]): number =>
  points
    .slice(1, -1)
    .reduce((least, { step }, at) => Math.min(least, step - (points[at]?.step ?? NaN)), Infinity);

async function filesApart(
  here: readonly ArtifactRecord[],
  there: AddedRun['artifacts'],
): Promise<string[]> {
  const apart: string[] = [];
  for (const { name, sha256 } of there) {
    const own = here.find((file) => file.name === name);
    if (own?.sha256 === sha256) continue;
    if (!own || !(await isRounded(own, sha256))) apart.push(name);
  }
  return apart;
}

/** Whether some number of digits makes a recorded file the archive's. */
async function isRounded(own: ArtifactRecord, sha256: string): Promise<boolean> {
  const { name, path } = own;
  if (!hasDigits(name)) return false;
  const content = await readFile(path).catch(() => undefined);
  return (
    content !== undefined &&
    hash('sha256', content) === own.sha256 &&
    DIGITS.some((digits) => hash('sha256', artifactToDigits(name, content, digits)) === sha256)
  );
}
