import { methods } from '@singlora/core/registry';
import { colourAt } from './theme.ts';

// What pages say of a method follows from its declaration, and the methods' order from the registry's.

/** The method's name for people; of one that this version does not know, the recorded name. */
export const methodTitle = (name: string): string => methods.get(name)?.title ?? name;

/** A method's place among several: unknown ones come last, as they are. */
export function methodOrder(name: string): number {
  const place = [...methods.keys()].indexOf(name);
  return place < 0 ? methods.size : place;
}

/** The colour of `name` on a page that shows `all`: unknown methods follow the known ones by name. */
export function methodColour(name: string, all: readonly string[]): string {
  const others = [...new Set(all)].filter((other) => !methods.has(other)).sort();
  return colourAt([...methods.keys(), ...others].indexOf(name));
}
