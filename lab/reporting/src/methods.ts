import { methods } from '@singlora/core/registry';
import type { Cell } from './table.ts';
import { colourAt } from './theme.ts';

// A method's texts follow from its declaration, and the methods' order from the registry's.

/** The method's title; for a method that this version does not know, the recorded name. */
export const methodTitle = (name: string): string => methods.get(name)?.title ?? name;

/** A method's rank in the display order: unknown methods come last. */
export function methodOrder(name: string): number {
  const place = [...methods.keys()].indexOf(name);
  return place < 0 ? methods.size : place;
}

/** The colour of `name` on a page that shows `all`: unknown methods get colours after the known ones, by name. */
export function methodColour(name: string, all: readonly string[]): string {
  const others = [...new Set(all)].filter((other) => !methods.has(other)).sort();
  return colourAt([...methods.keys(), ...others].indexOf(name));
}

/** A method's title after its mark, for a table's column of methods. */
export const methodCell = (name: string): Cell => ({
  text: methodTitle(name),
  colour: methodColour(name, [name]),
});
