export { caption, described, namedShares, placed, type Description } from './caption.ts';
export { classNames, type ClassName } from './classes/registry.ts';
export { colourNames, colours, type Colour, type Rgb } from './colours.ts';
export { RendererError, type RendererErrorCode } from './errors.ts';
export {
  areReservedProportions,
  isReservedLook,
  splitOf,
  type Look,
  type Split,
} from './held-out.ts';
export { patternNames, type Pattern } from './patterns.ts';
export { drawPose, type Pose } from './pose.ts';
export type { Proportions } from './proportions.ts';
export { mask, regions, render, type Regions, type Standing, type View } from './render.ts';
export { drawScene, type Scene } from './scene.ts';
export type { Layout } from './scenes/backdrop.ts';
export { sceneNames, type SceneName } from './scenes/registry.ts';
export { drawSubject, type MadeUpSubject } from './subject.ts';
