import { CodedError, codedAs } from '@singlora/core/errors';

/** The stable codes of {@link RendererError}. */
export type RendererErrorCode = 'RENDERER_SIZE';

/** Every failure of this package. */
export class RendererError extends CodedError<RendererErrorCode> {
  override readonly name = 'RendererError';
}

export const badRenderedSize = (size: number, least: number, most: number) =>
  codedAs(RendererError)
    .RENDERER_SIZE`Cannot draw a picture of ${size} pixels a side: give a whole number from ${least} to ${most}.`;
