import { gzipSync } from 'node:zlib';
import { secondsWorked, type MetricPoint, type RunRecord } from '@singlora/tracking';
import { againOf } from './again.ts';
import { markup, trusted, type Html } from './html.ts';
import { curve } from './series.ts';

/** The facts that distinguish runs: `configuration`, `packages` and the like; without names where a record does not keep them. */
export type Facts = readonly {
  readonly kind: string;
  readonly said: ReadonlyMap<string, unknown> | string;
}[];

/** A run as shown in its view. */
export interface ViewedRun {
  readonly record: RunRecord;
  /** A description in a few words. */
  readonly label: string;
  readonly facts: Facts;
  readonly curves: ReadonlyMap<string, readonly Pick<MetricPoint, 'step' | 'value'>[]>;
  /** The designs whose findings rest on it. */
  readonly designs?: readonly string[];
}

/** A run in the page's data. */
export interface RunData extends Pick<RunRecord, 'id' | 'experiment' | 'status'> {
  /** The command that makes it again, or goes on with it. */
  readonly again: ReturnType<typeof againOf>;
  readonly label: string;
  readonly error?: string | undefined;
  readonly note?: string | undefined;
  readonly designs?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly started: string;
  /** Seconds of work; undefined while it is running. */
  readonly took?: number;
  /** Facts by kind, the result first; a text where a record does not keep the names. */
  readonly facts: readonly (readonly [
    kind: string,
    said: string | (readonly [name: string, value: unknown])[],
  ])[];
  readonly artifacts: readonly (readonly [name: string, bytes: number, sha256: string])[];
  /** Points of each metric. */
  readonly curves: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;
}

/** How many runs can be compared at once. */
export const mostCompared = 6;

/**
 * Runs to browse: a list to search, sort and select from, one run with everything recorded, or
 * several side by side with their curves. The page's script builds these from the data, as text
 * only. `open` has the ids shown first: one run, or a comparison. At most `points` of each curve
 * are drawn.
 */
export function runsView(
  runs: readonly ViewedRun[],
  { open = [], points = 60 }: { readonly open?: readonly string[]; readonly points?: number } = {},
): Html {
  const data = JSON.stringify(
    runs.map((run) => dataOf(run, points)),
    named,
  );
  const packed = gzipSync(data, { level: 9 }).toString('base64');
  const draws = runs.some(({ curves }) => curves.size > 0);
  return markup`<div id="runs" data-most="${mostCompared}" data-open="${open.join(',')}"${draws && markup` data-draws`}>
<noscript><p class="note">The list needs JavaScript. <code>npx nx run experiments:runs</code> shows it in a terminal.</p></noscript>
</div>
<script type="application/gzip" id="runs-data">${trusted(packed)}</script>
`;
}

/** The address, in a page of runs, of those that a design rests on. */
export const designHash = (design: string): string =>
  `#search=${encodeURIComponent(designWord(design))}`;

/** The word by which a search finds a design's runs. */
export const designWord = (design: string): string => `design:${design};`;

/** Numbers that JSON cannot represent, as in a diverged run, are kept by name. */
const named = (_key: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

function dataOf({ record, label, facts, curves, designs }: ViewedRun, points: number): RunData {
  const { id, experiment, status, startedAt, finishedAt, error, tags, note } = record;
  return {
    id,
    label,
    experiment,
    status,
    started: startedAt,
    again: againOf(record),
    error,
    tags,
    note,
    designs,
    ...(finishedAt !== undefined && { took: secondsWorked(record.starts) }),
    facts: [
      ['result', Object.entries(record.summary)],
      ...facts.map(
        ({ kind, said }) => [kind, typeof said === 'string' ? said : [...said]] as const,
      ),
    ],
    artifacts: record.artifacts.map(({ name, bytes, sha256 }) => [name, bytes, sha256]),
    curves: Object.fromEntries(
      [...curves].flatMap(([key, all]) => {
        const drawn = curve(all, 1, points);
        return drawn.length > 1
          ? [[key, drawn.map(({ step, value }) => [step, Number(value.toPrecision(4))])]]
          : [];
      }),
    ),
  };
}
