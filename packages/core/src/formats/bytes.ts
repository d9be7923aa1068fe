// The part that does not need Node, for browsers and bytes in memory: the package's entry `@singlora/core/formats/bytes`.
export { compvisUnetLayer } from './compvis-unet.ts';
export {
  elementBytes,
  fromFloat16,
  toFloat32,
  widenInto,
  type Dtype,
  type TensorView,
} from './dtype.ts';
export {
  encodeHeader,
  encodeSafetensors,
  type TensorData,
  type TensorLayout,
  type TensorSource,
} from './encode-safetensors.ts';
export { FormatError, type FormatErrorCode } from './errors.ts';
export { areFinite, fromFloat32, isFloat, narrowInto, toFloat16 } from './from-float32.ts';
export { isObject, parseJson } from './json-bounds.ts';
export { isPickled } from './pickle/first-bytes.ts';
export { listedNames, printableMessage, quoted, shown } from './quoted.ts';
export { parseSafetensors, safetensorsMetadata } from './safetensors.ts';
export type { StateDictFile, StoredTensor, TensorFile, TensorInfo } from './tensor-file.ts';
