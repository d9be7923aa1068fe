import { readFileSync } from 'node:fs';
import { reasonOf } from '@singlora/errors';
import { methods } from '@singlora/core';
import { methodFile, type DeclaredMethod } from '@singlora/records';
import { UsageError } from '@singlora/runner';
import type { NamedMethod } from '@singlora/scaling';

/** A method that a command names: core's, or what a file `….json` declares. @throws UsageError naming all that is wrong with the file */
export function namedMethod(nameOrFile: string): Pick<NamedMethod, 'method' | 'declared'> {
  if (!nameOrFile.endsWith('.json')) return { method: nameOrFile, declared: null };
  const declared = declaredIn(nameOrFile);
  return { method: declared.name, declared };
}

function declaredIn(file: string): DeclaredMethod {
  const refuse = (problems: readonly string[]) =>
    new UsageError(
      `--methods: ${file} declares no method:\n${problems.map((one) => `  ${one}`).join('\n')}\n` +
        'theory/README.md says what such a file holds.',
    );
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw refuse([reasonOf(error)]);
  }
  const { success, data, error } = methodFile.safeParse(json);
  if (!success)
    throw refuse(
      error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')),
    );
  if (methods.has(data.name))
    throw refuse([`name: there is a method ${data.name}; choose another name`]);
  return data;
}
