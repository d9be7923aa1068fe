import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '@singlora/tracking';
import type { CheckView } from './view.ts';

export interface Check extends CheckView {
  /** The name of its folder and of its runs. */
  readonly name: string;
  readonly id: string;
  shows(config: Readonly<Record<string, unknown>>): boolean;
  readonly command: string;
}

/** Every check, one per folder with a `view/index.ts`, repeated for each of its views, in the order of sections. */
async function allChecks(): Promise<Check[]> {
  const theory = join(import.meta.dirname, '..');
  const hasView = (name: string) => existsSync(join(theory, name, 'view/index.ts'));
  const checks = readdirSync(theory)
    .filter(hasView)
    .sort()
    .map(async (name) => {
      // A template, so that a bundler sees the possible modules.
      const module = (await import(`../${name}/view/index.ts`)) as {
        default: CheckView | readonly CheckView[];
      };
      const views = [module.default].flat();
      const taken = views.flatMap(({ presets = [] }) => presets);
      return views.map((view) => ({
        name,
        id: name,
        command: commandOf(name, view),
        shows: ({ preset }: { readonly preset?: unknown }) =>
          view.presets?.some((own) => own === preset) ?? !taken.some((other) => other === preset),
        ...view,
      }));
    });
  return (await Promise.all(checks)).flat().sort((a, b) => a.place - b.place);
}

const commandOf = (name: string, { presets: [preset] = [] }: CheckView) =>
  `npx nx run theory:${name}${preset === undefined ? '' : ` --preset=${preset}`}`;

export const checks: readonly Check[] = await allChecks();

const names = new Set(checks.map(({ name }) => name));

export const isCheck = (experiment: string): boolean => names.has(experiment);

export const checkOf = ({ experiment, config }: Pick<RunRecord, 'experiment' | 'config'>) =>
  checks.find((check) => check.name === experiment && check.shows(config));
