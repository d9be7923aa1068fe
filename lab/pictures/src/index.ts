export { contactSheet } from './contact-sheet.ts';
export { cropCentre } from './crop.ts';
export { PictureError, type PictureErrorCode } from './errors.ts';
export type { FilterName } from './filters.ts';
export { fromFloats, toFloats } from './floats.ts';
export { kindOf, type Kind } from './kind.ts';
export { letterbox } from './letterbox.ts';
export type { Picture } from './picture.ts';
export { decodePicture, readPicture, type PictureOptions } from './read.ts';
export { resize, resizeTo } from './resize.ts';
export { encodePicture, writePicture, type Encoding } from './write.ts';
export { caption, described, namedShares, placed, type Description } from './renderer/caption.ts';
export { classNames, type ClassName } from './renderer/classes/registry.ts';
export { colourNames, colours, type Colour, type Rgb } from './renderer/colours.ts';
export { RendererError, type RendererErrorCode } from './renderer/errors.ts';
export {
  areReservedProportions,
  isReservedLook,
  splitOf,
  type Look,
  type Split,
} from './renderer/held-out.ts';
export { patternNames, type Pattern } from './renderer/patterns.ts';
export { drawPose, type Pose } from './renderer/pose.ts';
export type { Proportions } from './renderer/proportions.ts';
export {
  mask,
  regions,
  render,
  type Regions,
  type Standing,
  type View,
} from './renderer/render.ts';
export { drawScene, type Scene } from './renderer/scene.ts';
export type { Layout } from './renderer/scenes/backdrop.ts';
export { sceneNames, type SceneName } from './renderer/scenes/registry.ts';
export { drawSubject, type MadeUpSubject } from './renderer/subject.ts';
