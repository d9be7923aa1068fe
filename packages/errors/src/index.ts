export { CodedError, reasonOf } from './coded-error.ts';
export { meantName, nearNames } from './near-names.ts';
