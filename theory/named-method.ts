import { basename } from 'node:path';
import { methods } from '@singlora/core';
import { reasonOf } from '@singlora/core/errors';
import { misuse, readText } from '@singlora/runner';
import { methodInFile, type NamedMethod } from '@singlora/scaling';

/** A method named by a command: one of core's, or one declared in a file `….txt`. */
export type Named = Pick<NamedMethod, 'method' | 'declared'>;

/** The methods that a command names. @throws UsageError for a file that declares none, or for a name declared twice */
export function namedMethods(namesOrFiles: readonly string[]): Named[] {
  const all = namesOrFiles.map(namedMethod);
  const twice = all.find(({ method }, i) => all.slice(0, i).some((one) => one.method === method));
  if (twice) throw misuse`--methods: ${twice.method} is there twice: rename a file.`;
  return all;
}

function namedMethod(nameOrFile: string): Named {
  const method = basename(nameOrFile, '.txt');
  if (method === nameOrFile) return { method, declared: null };
  if (methods.has(method))
    throw misuse`--methods: there is a method ${method} without ${nameOrFile}: rename the file.`;
  const text = readText('--methods', nameOrFile);
  try {
    return { method, declared: methodInFile(method, text) };
  } catch (error) {
    throw misuse`--methods: ${nameOrFile} declares no method. ${reasonOf(error)} theory/README.md says what it holds.`;
  }
}
