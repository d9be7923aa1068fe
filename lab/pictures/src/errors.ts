import { CodedError, reasonOf, codedAs } from '@singlora/core/errors';
import { printableMessage, shown } from '@singlora/core/formats';

/** The stable codes of {@link PictureError}. */
export type PictureErrorCode =
  | 'PICTURE_UNREADABLE'
  | 'PICTURE_KIND'
  | 'PICTURE_DAMAGED'
  | 'PICTURE_TOO_LARGE'
  | 'PICTURE_SIZE'
  | 'PICTURE_NUMBERS';

/** Every failure of this package. */
export class PictureError extends CodedError<PictureErrorCode> {
  override readonly name = 'PictureError';

  constructor(code: PictureErrorCode, message: string, options?: ErrorOptions) {
    super(code, printableMessage(message), options);
  }
}

const coded = codedAs(PictureError);
const because = (cause: unknown) => codedAs(PictureError, { cause });

export const unreadablePicture = (path: string, cause: unknown) =>
  because(cause).PICTURE_UNREADABLE`Cannot read ${path}: ${reasonOf(cause)}. Check the path.`;

export const wrongKind = (where: string, what: string) =>
  coded.PICTURE_KIND`${where} is ${what}. Pictures can be JPEG, PNG, WebP or GIF, whatever they are called: convert it to one of these, or take it out of the folder.`;

export const wrongEnding = (path: string, endings: readonly string[]) =>
  coded.PICTURE_KIND`Cannot write a picture to ${path}: its name has to end in ${endings.join(' or ')}.`;

export const damaged = (where: string, kind: string, cause: unknown) =>
  because(cause)
    .PICTURE_DAMAGED`${where} is a ${kind} that is cut short or damaged (${shown(reasonOf(cause), 200)}). Fetch it again, or take it out of the folder.`;

export const tooLarge = (where: string, what: string, most: string) =>
  coded.PICTURE_TOO_LARGE`${where} has ${what}, and at most ${most}. Make it smaller first: training uses a few hundred pixels a side.`;

export const badSize = (problem: string) => coded.PICTURE_SIZE`${problem}.`;

export const badNumbers = (count: number, all: number) =>
  coded.PICTURE_NUMBERS`${count} of a picture's ${all} numbers are not finite, so it would be black. The model made them: look for a loss that is not finite, or lower the learning rate.`;
