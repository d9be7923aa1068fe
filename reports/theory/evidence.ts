import type { RunRecord } from '@singlora/tracking';
import type { CheckRun, Checks } from './read.ts';
import { checkNames, type CheckName } from '@singlora/records';

/** What the page shows of one check: the runs of its largest preset, never pooled with others. */
export interface Evidence<Name extends CheckName = CheckName> {
  readonly check: Name;
  /** Undefined where there is no run. */
  readonly preset: string | undefined;
  readonly runs: readonly CheckRun<Name>[];
  /** How many runs of other presets there are besides, by preset. */
  readonly others: Readonly<Record<string, number>>;
  readonly unfinished: readonly RunRecord[];
}

export type AllEvidence = { readonly [Name in CheckName]: Evidence<Name> };

/** The largest first; of the unknown, all before the smallest. */
const ranking = ['full', 'default', '', 'smoke'];

const rankOf = (preset: string) =>
  ranking.includes(preset) ? ranking.indexOf(preset) : ranking.indexOf('');

export function evidenceOf({ runs, unfinished }: Checks): AllEvidence {
  const entries = checkNames.map((check) => {
    const own = runs.filter((run) => run.check === check);
    const presets = [...new Set(own.map(presetOf))].sort(
      (a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1),
    );
    const [preset, ...rest] = presets;
    const count = (name: string) => own.filter((run) => presetOf(run) === name).length;
    const evidence: Evidence = {
      check,
      preset,
      runs: own.filter((run) => presetOf(run) === preset),
      others: Object.fromEntries(rest.map((name) => [name, count(name)])),
      unfinished: unfinished.filter(({ experiment }) => experiment === check),
    };
    return [check, evidence];
  });
  return Object.fromEntries(entries) as AllEvidence;
}

const presetOf = ({ config }: CheckRun) => config.preset;

/** Whether all that is known comes from a preset that only shows that everything runs. */
export const isSmoke = ({ preset }: Evidence) => preset === 'smoke';
