import { PictureError, readPicture } from '@singlora/pictures';
import type { PromptLists } from '../prompts/prompt-lists.ts';
import { frameNamed, type Framing, type NamedPicture } from './read.ts';
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
 * @throws PictureError naming every file that cannot be used
 */
export async function prepareSubject(
  subject: Subject,
  prompts: PromptLists,
  framing: Framing,
  onNotice?: (line: string) => void,
): Promise<PreparedSubject> {
  const pictures: NamedPicture[] = [];
  const problems: PictureError[] = [];
  for (const { name, path } of subject.pictures)
    try {
      const picture = await readPicture(path, { ...(onNotice && { onNotice }) });
      pictures.push(frameNamed({ name, picture }, framing));
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      problems.push(error);
    }
  const { name, className } = subject;
  if (problems.length > 0) throw allOf(name, problems);
  return {
    name,
    className,
    instances: pictures,
    references: pictures,
    prompts: promptsOf(subject, prompts),
  };
}

/** One error for all pictures of a subject that cannot be used. */
function allOf(subject: string, problems: readonly PictureError[]): PictureError {
  const [first] = problems as [PictureError];
  if (problems.length === 1) return first;
  const told = problems.map(({ message }) => `- ${message}`);
  const message = `${problems.length} pictures of ${subject} cannot be used:\n${told.join('\n')}`;
  return new PictureError(first.code, message, { cause: first });
}
