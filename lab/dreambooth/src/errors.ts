import { CodedError, codedAs } from '@singlora/core/errors';
import { printableMessage } from '@singlora/core/formats';

/** The stable codes of {@link DreamBoothError}. */
export type DreamBoothErrorCode =
  | 'DREAMBOOTH_FOLDER'
  | 'DREAMBOOTH_EMPTY'
  | 'DREAMBOOTH_SUBJECT'
  | 'DREAMBOOTH_CLASS'
  | 'DREAMBOOTH_CLASSES_FILE'
  | 'DREAMBOOTH_OFFLINE'
  | 'DREAMBOOTH_IDENTIFIER'
  | 'DREAMBOOTH_ENCODER'
  | 'DREAMBOOTH_TOKENIZER'
  | 'DREAMBOOTH_EMBEDDING'
  | 'DREAMBOOTH_PAIRS'
  | 'DREAMBOOTH_CODEC'
  | 'DREAMBOOTH_CODEC_INPUT'
  | 'DENOISING_EXAMPLE'
  | 'DENOISING_MODEL'
  | 'DENOISING_SETTING'
  | 'SMALL_MODEL'
  | 'JUDGE_SETTING'
  | 'JUDGE_PICTURE'
  | 'FACE_LIBRARY'
  | 'FACE_NONE';

/** Every failure of the DreamBooth suite. */
export class DreamBoothError extends CodedError<DreamBoothErrorCode> {
  override readonly name = 'DreamBoothError';

  constructor(code: DreamBoothErrorCode, message: string, options?: ErrorOptions) {
    super(code, printableMessage(message), options);
  }
}

export const codedDreamBooth = codedAs(DreamBoothError);
export const dreamBoothBecause = (cause: unknown) => codedAs(DreamBoothError, { cause });
