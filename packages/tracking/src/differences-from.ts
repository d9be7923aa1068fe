import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AddedRun } from './add-finished.ts';
import { withoutMachine } from './archive-line.ts';
import { canonicalJson } from './identity.ts';
import { grouped } from './grouped.ts';
import { isDamaged, type ArtifactRecord, type MetricPoint } from './records.ts';
import { jsonText } from './rows.ts';
import type { RunReader } from './run-reader.ts';
import { artifactToDigits, toDigits } from './significant-digits.ts';
import { thinned } from './thinned.ts';

/** Every significant digit that a double may need. */
const DIGITS = Array.from({ length: 17 }, (_, least) => least + 1);

/**
 * The parts of an archive's run that are not what the run of its id holds here: fields, curves and files by name.
 * Points, digits and files that the archive leaves out are none.
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

const textOf = (value: unknown) => canonicalJson(JSON.parse(jsonText(value ?? null)));

/** The names of curves that are not those here, thinned and rounded as an export may do. */
function curvesApart(here: readonly MetricPoint[], there: readonly MetricPoint[]): string[] {
  const own = grouped(here, ({ key }) => key);
  const theirs = [...grouped(there, ({ key }) => key)];
  const every = Math.min(...theirs.map(([, points]) => leastApart(points)));
  const apart = (digits: number | undefined) =>
    theirs.flatMap(([key, points]) => {
      const kept = thinned(own.get(key) ?? [], every);
      const isAlike = (one: MetricPoint, { step, value, time }: MetricPoint) =>
        one.step === step &&
        one.time === time &&
        Object.is(one.value, digits === undefined ? value : toDigits(value, digits));
      const isSame =
        kept.length === points.length &&
        points.every((one, at) => isAlike(one, kept[at] as MetricPoint));
      return isSame ? [] : [`curve ${key}`];
    });
  const missing = [...own.keys()].filter((key) => !theirs.some(([known]) => known === key));
  const whole = apart(undefined);
  const isRounded = DIGITS.some((digits) => apart(digits).length === 0);
  return [...(isRounded ? [] : whole), ...missing.map((key) => `curve ${key}`)];
}

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
  if (!/\.jsonl?$/.test(name)) return false;
  const content = await readFile(path).catch(() => undefined);
  return (
    content !== undefined &&
    hash('sha256', content) === own.sha256 &&
    DIGITS.some((digits) => hash('sha256', artifactToDigits(name, content, digits)) === sha256)
  );
}
