import { badFile } from '../../errors.ts';
import type { ReadOptions } from '../dialect.ts';

/** Chooses the pipeline component to read from a file: the requested one, or the only one. */
export function chooseComponent(
  where: string,
  found: readonly string[],
  { component, onNotice }: ReadOptions,
): string {
  const [only, ...more] = new Set(found);
  // Stable Diffusion XL's first text encoder has a number in kohya's scripts, and none in diffusers.
  const isNumbered = component === 'text_encoder_1' && !found.includes(component);
  const asked = isNumbered ? 'text_encoder' : component;
  const chosen = asked ?? (more.length === 0 ? only : undefined);
  if (chosen === undefined || !found.includes(chosen)) {
    const all = [...new Set(found)].join(', ');
    throw badFile(
      where,
      component === undefined
        ? `it holds the components ${all}; choose one of them (--component on the command line)`
        : `it holds nothing of ${component}, but of ${all}`,
    );
  }
  const others = [...new Set(found)].filter((name) => name !== chosen);
  if (others.length > 0)
    onNotice?.(`${where} also holds layers of ${others.join(', ')}, which are left out.`);
  return chosen;
}
