import type { FollowUp, Plan } from './experiment.ts';

/** Some of the runs of a stage, and what comes after them alone. */
export interface Part<Config> {
  readonly runs: readonly Plan<Config>[];
  readonly follow?: FollowUp<Config> | undefined;
}

/**
 * What comes after parts that stand beside each other, where all of their runs, one part after the other, are a stage:
 * each part goes on with its own finished runs. Undefined where no part goes on.
 */
export function followAll<Config>(parts: readonly Part<Config>[]): FollowUp<Config> | undefined {
  let start = 0;
  const placed = parts.map(({ runs, follow }) => ({
    follow,
    at: runs.map(() => start++),
  }));
  return goOn(placed, start);
}

/** A part, and where its finished runs stand among all. */
interface Placed<Config> {
  readonly follow?: FollowUp<Config> | undefined;
  readonly at: readonly number[];
}

function goOn<Config>(
  parts: readonly Placed<Config>[],
  count: number,
): FollowUp<Config> | undefined {
  const going = parts.flatMap(({ follow, at }) => (follow ? [{ follow, at }] : []));
  if (going.length === 0) return undefined;
  return {
    alike: going.flatMap(({ follow }) => follow.alike ?? []),
    plan(finished) {
      let end = count;
      const next = going.map(({ follow, at }) => {
        const stage = follow.plan(at.flatMap((place) => finished[place] ?? []));
        return { ...stage, at: [...at, ...stage.runs.map(() => end++)] };
      });
      return { runs: next.flatMap(({ runs }) => runs), follow: goOn(next, end) };
    },
  };
}
