import { listedNames } from '@singlora/core/formats';
import type { AssetFile } from '@singlora/hub';
import type { AssetRecord } from '@singlora/tracking';
import type { PromptLists } from '../prompts/prompt-lists.ts';

/** One picture of a subject: its file with the SHA-256 of its bytes, and a name such as `dog/00.jpg`. */
export type SubjectPicture = Pick<AssetFile, 'name' | 'path' | 'sha256'>;

/** A subject to be learned from a few pictures and drawn. */
export interface Subject {
  readonly name: string;
  /** Its class, as in prompts: "dog". */
  readonly className: string;
  /** Whether it is an animal or a person, which have their own prompts. */
  readonly isLive: boolean;
  /** Its pictures, in the order of their names; no two have the same bytes. */
  readonly pictures: readonly SubjectPicture[];
}

/** Subjects, the prompts to draw them by, and where both come from. */
export interface Subjects {
  readonly subjects: readonly Subject[];
  readonly prompts: PromptLists;
  /** The entries for a run's record: the SHA-256 of every picture, and of the prompts. */
  readonly assets: readonly AssetRecord[];
}

/** The prompts that suit a subject. */
export const promptsOf = ({ isLive }: Subject, { live, object }: PromptLists): readonly string[] =>
  isLive ? live : object;

function withoutTwins(pictures: readonly SubjectPicture[], notice: (line: string) => void) {
  const known = new Map<string, string>();
  const twins: string[] = [];
  const different = pictures.filter(({ name, sha256 }) => {
    const twin = known.get(sha256);
    if (twin === undefined) return known.set(sha256, name);
    twins.push(`${name} (as ${twin})`);
    return false;
  });
  if (twins.length > 0)
    notice(`Left out, since they are the same pictures: ${listedNames(twins)}.`);
  return different;
}

/**
 * A subject from its picture files. Duplicate files are used once, with a notice. A single picture also gets a
 * notice: it can be trained on, but there is no other real picture to show how high scores could be.
 */
export function subjectOf(
  { pictures, ...subject }: Subject,
  notice: (line: string) => void,
): Subject {
  const different = withoutTwins(pictures, notice);
  if (different.length === 1)
    notice(
      `There is one picture of ${subject.name}. DreamBooth takes 3 to 6: from one it mostly learns that picture, and no real-against-real ceiling can be given.`,
    );
  return { ...subject, pictures: different };
}
