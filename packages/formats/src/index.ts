export { fromFloat16, toFloat32, type Dtype, type TensorView } from './dtype.ts';
export { FormatError, type FormatErrorCode } from './errors.ts';
export { openGguf, type GgufFile } from './gguf.ts';
export type { GgufMetadata } from './gguf-metadata.ts';
export { parseJson } from './json-bounds.ts';
export { eachJsonRow, readJsonl } from './jsonl.ts';
export { readParquet, readParquetNotes } from './parquet/read.ts';
export { openStateDict } from './open-state-dict.ts';
export { openPickle } from './pickle/open.ts';
export { listed, printable, quoted, shown } from './quoted.ts';
export { openSafetensors, parseSafetensors } from './safetensors.ts';
export { readShardIndex, type ShardIndex } from './shard-index.ts';
export { openShards } from './shards.ts';
export type { StateDictFile, StoredTensor, TensorFile, TensorInfo } from './tensor-file.ts';
export { toFloat16 } from './to-float16.ts';
export { readTsv, type TsvOptions } from './tsv.ts';
export { writeFileAtomic, type FileContent } from './write-atomic.ts';
export {
  encodeHeader,
  encodeSafetensors,
  writeSafetensors,
  type TensorData,
  type TensorLayout,
} from './write-safetensors.ts';
