import type { RandomStream } from '@singlora/runtime';
import type { Look } from './held-out.ts';
import type { Scene } from './scene.ts';
import { backdrops, type SceneName } from './scenes/registry.ts';

/** The shares of captions that name a subject's colour, pattern and scene. They always name its class. */
export const namedShares = { colour: 0.55, pattern: 0.45, scene: 0.75 } as const;

/** A caption's words for a subject. */
export type Description = Pick<Look, 'class'> & Partial<Look>;

/** `a striped red mug`. */
export function described({ class: name, colour, pattern }: Description): string {
  const words = [pattern, colour, name].filter((word) => word !== undefined).join(' ');
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

/** `a striped red mug on the beach`. */
export const placed = (description: string, scene: SceneName): string =>
  `${description} ${backdrops[scene].phrase}`;

/**
 * `a photo of a striped red mug on the beach`, or less of it. Proportions and the colours of parts and patterns are
 * never named, so words cannot distinguish subjects of the same look.
 */
export function caption(
  stream: RandomStream,
  { subject, scene }: { readonly subject: Look; readonly scene: Scene },
): string {
  const named = (share: number) => stream.uniform() < share;
  const opening = named(0.5) ? 'a photo of ' : '';
  const description = {
    class: subject.class,
    ...(named(namedShares.colour) && { colour: subject.colour }),
    ...(named(namedShares.pattern) && { pattern: subject.pattern }),
  };
  const text = `${opening}${described(description)}`;
  return named(namedShares.scene) ? placed(text, scene.name) : text;
}
