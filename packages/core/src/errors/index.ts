export { codedAs } from './coded.ts';
export { CodedError, reasonOf } from './coded-error.ts';
export { isFullDisk } from './full-disk.ts';
export { printable, printableLines } from './printable.ts';
export { meantName, nearNames } from './near-names.ts';
export { otherVersion } from './other-version.ts';
