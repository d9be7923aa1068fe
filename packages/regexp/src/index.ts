export { badSyntax, LinearRegExpError, unsupported, type RegExpErrorCode } from './errors.ts';
export { LinearRegExp, type Found } from './linear-regexp.ts';
