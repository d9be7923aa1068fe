import { estimate, mean, type Estimate } from '@singlora/statistics';
import { dot, meanVector, units, type Embedding } from '../scores/embedding.ts';
import { fewSubjects } from './errors.ts';

/** The embeddings of a subject's pictures. */
export interface EmbeddedSubject {
  readonly class: string;
  readonly views: readonly Embedding[];
}

/** Similarities of pictures by embeddings: estimates over subjects, all of cosines except the last. */
export interface Similarities {
  readonly sameSubject: Estimate;
  /** the cosines of a subject's pictures with those of others of its class */
  readonly sameClass: Estimate;
  readonly otherClass: Estimate;
  /**
   * How often a picture is more similar to another of its subject than to one of another subject of its class.
   * By chance 1/2.
   */
  readonly toldApart: Estimate;
}

/**
 * Compares all pictures with one another.
 *
 * @throws DreamBoothError `JUDGE_SETTING` for fewer than two classes, or one with fewer than two subjects or views
 */
export function similarities(subjects: readonly EmbeddedSubject[]): Similarities {
  const all = subjects.map((subject) => ({ class: subject.class, views: units(subject.views) }));
  const bySubject = all.map((subject) => {
    const own = all.filter((other) => other !== subject && other.class === subject.class);
    const others = all.filter((other) => other.class !== subject.class);
    if (own.length === 0 || others.length === 0 || subject.views.length < 2) throw fewSubjects();
    /** The mean cosine between the subject's pictures and those of some subjects. */
    const with_ = (some: typeof all) =>
      dot(meanVector(subject.views), meanVector(some.flatMap(({ views }) => views)));
    const rivals = own.flatMap(({ views }) => views);
    const pictures = subject.views.map((view, i) => {
      const friends = subject.views.filter((_, j) => j !== i).map((other) => dot(view, other));
      const strangers = rivals.map((other) => dot(view, other));
      const wins = friends.map(
        (friend) => strangers.filter((stranger) => friend > stranger).length / strangers.length,
      );
      return { sameSubject: mean(friends), toldApart: mean(wins) };
    });
    return {
      sameSubject: mean(pictures.map(({ sameSubject }) => sameSubject)),
      sameClass: with_(own),
      otherClass: with_(others),
      toldApart: mean(pictures.map(({ toldApart }) => toldApart)),
    };
  });
  const over = (name: keyof Similarities) => estimate(bySubject.map((scores) => scores[name]));
  return {
    sameSubject: over('sameSubject'),
    sameClass: over('sameClass'),
    otherClass: over('otherClass'),
    toldApart: over('toldApart'),
  };
}
