import { methods } from '@singlora/core';
import { methodFile, type DeclaredMethod } from '@singlora/records';
import { readJson, misuse } from '@singlora/runner';
import type { NamedMethod } from '@singlora/scaling';

/** A method named by a command: one of core's, or one declared in a file `….json`. */
export type Named = Pick<NamedMethod, 'method' | 'declared'>;

/** The methods that a command names. @throws UsageError with all problems of a file, or for a name declared twice */
export function namedMethods(namesOrFiles: readonly string[]): Named[] {
  const all = namesOrFiles.map(namedMethod);
  const twice = all.find(({ method }, i) => all.slice(0, i).some((one) => one.method === method));
  if (twice) throw misuse`--methods: two files declare ${twice.method}: rename one.`;
  return all;
}

function namedMethod(nameOrFile: string): Named {
  if (!nameOrFile.endsWith('.json')) return { method: nameOrFile, declared: null };
  const declared = declaredIn(nameOrFile);
  return { method: declared.name, declared };
}

function declaredIn(file: string): DeclaredMethod {
  const refuse = (problems: readonly string[]) =>
    misuse`--methods: ${file} declares no method:\n${problems.map((one) => `  ${one}`).join('\n')}\ntheory/README.md says what such a file holds.`;
  const { success, data, error } = methodFile.safeParse(readJson('--methods', file));
  if (!success)
    throw refuse(
      error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')),
    );
  if (methods.has(data.name))
    throw refuse([`name: there is a method ${data.name}; choose another name`]);
  return data;
}
