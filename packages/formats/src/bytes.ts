// What needs nothing of Node, for browsers and whoever holds bytes: the package's entry `@singlora/formats/bytes`.
export { compvisUnetLayer } from './compvis-unet.ts';
export { fromFloat16, toFloat32, type Dtype, type TensorView } from './dtype.ts';
export {
  encodeHeader,
  encodeSafetensors,
  type TensorData,
  type TensorLayout,
  type TensorSource,
} from './encode-safetensors.ts';
export { FormatError, type FormatErrorCode } from './errors.ts';
export { parseJson } from './json-bounds.ts';
export { isPickled } from './pickle/first-bytes.ts';
export { listed, printable, quoted, shown } from './quoted.ts';
export { parseSafetensors } from './safetensors.ts';
export type { StateDictFile, StoredTensor, TensorFile, TensorInfo } from './tensor-file.ts';
export { toFloat16 } from './to-float16.ts';
