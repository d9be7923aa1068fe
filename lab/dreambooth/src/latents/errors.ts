import { shown } from '@singlora/core/formats';
import { codedDreamBooth } from '../errors.ts';

const shapeOf = (sizes: readonly number[]): string => `[${sizes.join(', ')}]`;

export const otherPictures = (shape: readonly number[], block: number) =>
  codedDreamBooth.DREAMBOOTH_CODEC_INPUT`Pictures of the shape ${shapeOf(shape)} have no latents in this codec: height and width have to be multiples of ${block}, with 3 colours last. Resize or crop them.`;

export const otherLatents = (shape: readonly number[], channels: number) =>
  codedDreamBooth.DREAMBOOTH_CODEC_INPUT`Latents of the shape ${shapeOf(shape)} are not of this codec, which has ${channels} channels, last. Decode them with the codec that the denoiser was trained with.`;

export const badChannels = (channels: number, most: number) =>
  codedDreamBooth.DREAMBOOTH_CODEC_INPUT`A codec cannot have ${channels} channels: give a whole number from 1 to ${most}, the numbers of a block.`;

export const nothingToFit = () =>
  codedDreamBooth.DREAMBOOTH_CODEC_INPUT`There are no pictures to fit a codec to. Give some hundreds.`;

export const uniformPictures = () =>
  codedDreamBooth.DREAMBOOTH_CODEC_INPUT`A codec cannot be fitted to pictures whose blocks are all the same. Give some hundreds that differ.`;

export const notACodec = (where: string, problem: string) =>
  codedDreamBooth.DREAMBOOTH_CODEC`${where} holds no linear codec: ${shown(problem, 300)}. Give the file that was saved with the denoiser's weights.`;
