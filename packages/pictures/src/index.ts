export { cropAnywhere, cropCentre, type IntegerStream } from './crop.ts';
export { PictureError, type PictureErrorCode } from './errors.ts';
export type { FilterName } from './filters.ts';
export { fromFloats, toFloats } from './floats.ts';
export type { Picture } from './picture.ts';
export { decodePicture, readPicture, type ReadOptions } from './read.ts';
export { resize, resizeTo } from './resize.ts';
export { encodePicture, writePicture, type Encoding } from './write.ts';
