import type { RunRecord } from '@singlora/tracking';
import { checkOf, checks, type Check } from './checks.ts';
import type { Checks } from './read.ts';
import type { CheckRun } from './view.ts';

/** A check's evidence on the page: the runs of its largest preset, not pooled with others unless the check says so. */
export interface Evidence {
  readonly check: Check;
  /** All presets where they are pooled; undefined without runs. */
  readonly preset: string | undefined;
  readonly runs: readonly CheckRun[];
  /** The runs of other presets, the larger first. */
  readonly others: readonly CheckRun[];
  readonly unfinished: readonly RunRecord[];
}

/** The largest first; unknown ones come before the smallest. */
const ranking = ['full', 'default', '', 'smoke'];

const rankOf = (preset: string) =>
  ranking.includes(preset) ? ranking.indexOf(preset) : ranking.indexOf('');

export function evidenceOf({ runs, unfinished }: Checks): Evidence[] {
  return checks.map((check) => {
    const own = runs.filter(({ record }) => checkOf(record) === check);
    const presets = [...new Set(own.map(presetOf))].sort(
      (a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1),
    );
    const unfinishedOwn = unfinished.filter((run) => checkOf(run) === check);
    if (check.together && own.length > 0) {
      const preset = presets.join(', ');
      return { check, preset, runs: own, others: [], unfinished: unfinishedOwn };
    }
    const [preset, ...rest] = presets;
    const of = (name?: string) => own.filter((run) => presetOf(run) === name);
    return { check, preset, runs: of(preset), others: rest.flatMap(of), unfinished: unfinishedOwn };
  });
}

const presetOf = ({ config }: CheckRun) => config.preset;

/** Whether the only runs come from a preset that just tests that everything runs. */
export const isSmoke = ({ preset }: Evidence) => preset === 'smoke';
