import { misuse } from '@singlora/runner';
import type { Output } from './output.ts';

/**
 * Asks the user to confirm something irreversible, unless `--yes` was given.
 *
 * @throws UsageError where there is nobody to ask
 */
export async function agreed(question: string, yes: boolean, { ask }: Output): Promise<boolean> {
  if (yes) return true;
  if (!ask) throw misuse`${question} Nothing was deleted; confirm with --yes.`;
  return /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim());
}
