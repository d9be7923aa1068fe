import type { PromptLists } from '../prompts/prompt-lists.ts';
import { frameNamed, readPictures, type Framing, type NamedPicture } from './read.ts';
import { promptsOf, type Subject } from './subject.ts';

/** A subject with its pictures as squares of one size. */
export interface PreparedSubject {
  readonly name: string;
  /** Its class, as in prompts: "dog". */
  readonly className: string;
  /** The training pictures. */
  readonly instances: readonly NamedPicture[];
  /** The real pictures that drawn ones are compared with. */
  readonly references: readonly NamedPicture[];
  /** Templates of the prompts to draw it by. */
  readonly prompts: readonly string[];
}

/**
 * A subject from files: its few pictures serve for training and for comparison with drawn ones, as in the DreamBooth
 * paper (Ruiz et al., arXiv 2208.12242).
 *
 * @throws PictureError naming the file
 */
export async function prepareSubject(
  subject: Subject,
  prompts: PromptLists,
  framing: Framing,
  onNotice?: (line: string) => void,
): Promise<PreparedSubject> {
  const pictures: NamedPicture[] = [];
  for await (const named of readPictures(subject.pictures, { ...(onNotice && { onNotice }) }))
    pictures.push(frameNamed(named, framing));
  const { name, className } = subject;
  return {
    name,
    className,
    instances: pictures,
    references: pictures,
    prompts: promptsOf(subject, prompts),
  };
}
