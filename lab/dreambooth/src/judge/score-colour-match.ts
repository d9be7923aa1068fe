import { setImmediate } from 'node:timers/promises';
import { estimate, type Estimate } from '@singlora/statistics';
import type { SubjectViews } from './batch.ts';
import { colourMatcher } from './colour-match.ts';
import { fewSubjects } from './errors.ts';
import type { JudgedView } from './views.ts';

/** How well colour matches distinguish subjects; estimates over subjects. */
export interface ColourMatchScores {
  readonly ownSubject: Estimate;
  readonly sameClass: Estimate;
  /** How often a picture matches its own subject better than the other. By chance 1/2. */
  readonly toldApart: Estimate;
}

/**
 * Matches each subject's first view with that subject and with the next one of its class. Throws the signal's
 * reason between two subjects once it is aborted.
 *
 * @throws DreamBoothError `JUDGE_SETTING` where a class has only one subject
 */
export async function scoreColourMatch(
  subjects: readonly SubjectViews[],
  signal?: AbortSignal,
): Promise<ColourMatchScores> {
  const views = subjects.map(([first]) => first as JudgedView);
  const pairs: { own: number; other: number }[] = [];
  for (const view of views) {
    await setImmediate(); // lets signals and timers in
    signal?.throwIfAborted();
    const alike = views.filter(({ subject }) => subject.class === view.subject.class);
    const other = alike[(alike.indexOf(view) + 1) % alike.length] as JudgedView;
    if (other === view) throw fewSubjects();
    const value = ({ subject }: JudgedView) => colourMatcher(subject)(view.picture);
    pairs.push({ own: value(view), other: value(other) });
  }
  return {
    ownSubject: estimate(pairs.map(({ own }) => own)),
    sameClass: estimate(pairs.map(({ other }) => other)),
    toldApart: estimate(pairs.map(({ own, other }) => (1 + Math.sign(own - other)) / 2)),
  };
}
