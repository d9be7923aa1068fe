export { toFloat32, type Dtype, type TensorView } from './dtype.ts';
export { FormatError, type FormatErrorCode } from './errors.ts';
export { readJsonl } from './jsonl.ts';
export { readParquet, readParquetNotes } from './parquet.ts';
export type { TensorInfo } from './safetensors-header.ts';
export { openSafetensors, parseSafetensors, type SafetensorsFile } from './safetensors.ts';
export { readTsv, type TsvOptions } from './tsv.ts';
export { writeFileAtomic, type FileContent } from './write-atomic.ts';
export { writeSafetensors, type TensorData } from './write-safetensors.ts';
