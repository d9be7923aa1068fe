import type { Finished, FollowUp, Plan, Stage } from './experiment.ts';

/** The same runs with a prefix before each name. */
export function namedAfter<Config>(prefix: string, { runs, follow }: Stage<Config>): Stage<Config> {
  const named = (plans: readonly Plan<Config>[]) =>
    plans.map(({ label, config }) => ({ label: `${prefix} · ${label}`, config }));
  return {
    runs: named(runs),
    follow: follow && {
      ...(follow.alike && { alike: named(follow.alike) }),
      plan: (finished) => namedAfter(prefix, follow.plan(finished)),
    },
  };
}

/** How an experiment plans runs in independent parts, one part after the other. */
export const inStages = <Settings, Config>(
  partsOf: (settings: Settings, preset: string) => readonly Stage<Config>[],
) => ({
  /** The runs of all parts. */
  plan: (settings: Settings, preset: string) => joined(partsOf(settings, preset)).runs,
  /** What follows each part. */
  follow: (settings: Settings, preset: string) => joined(partsOf(settings, preset)).follow,
});

/**
 * Independent parts, one after the other, as one stage. Each part continues with its own finished
 * runs, once all of these have finished.
 */
export function joined<Config>(parts: readonly Stage<Config>[]): Stage<Config> {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  let start = 0;
  const placed = parts.map(({ runs, follow }) => ({ follow, at: runs.map(() => start++) }));
  return { runs: parts.flatMap(({ runs }) => runs), follow: goOn(placed, start) };
}

/** A part, and the indices of its runs among all. */
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
    inParts: true,
    plan(finished: readonly (Finished<Config> | undefined)[]) {
      let end = count;
      const next = going.flatMap(({ follow, at }) => {
        const own = at.flatMap((place) => finished[place] ?? []);
        if (own.length < at.length) return [];
        const stage = follow.plan(own);
        return { ...stage, at: [...at, ...stage.runs.map(() => end++)] };
      });
      return { runs: next.flatMap(({ runs }) => runs), follow: goOn(next, end) };
    },
  };
}
