import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckView } from './view.ts';

/** A check as the report knows it. */
export interface Check extends CheckView {
  /** Of its folder and of its runs; its section's id. */
  readonly name: string;
}

/** Every check of `folder`, one a folder with a `view/index.ts`, in the order of their sections. */
export async function checksIn(folder: string): Promise<Check[]> {
  const pathOf = (name: string) => join(folder, name, 'view/index.ts');
  const names = readdirSync(folder).filter((name) => existsSync(pathOf(name)));
  const checks = names.sort().map(async (name) => {
    const module = (await import(pathToFileURL(pathOf(name)).href)) as { default: CheckView };
    return { name, ...module.default };
  });
  return (await Promise.all(checks)).sort((a, b) => a.place - b.place);
}

/** Those of the theory. */
export const checks: readonly Check[] = await checksIn(join(import.meta.dirname, '..'));

const names = new Set(checks.map(({ name }) => name));

export const isCheck = (experiment: string): boolean => names.has(experiment);

/** What makes a check's records. */
export const commandOf = ({ name }: Check) => `npx nx run theory:${name}`;
