import { colourAt } from './theme.ts';

interface MethodTitle {
  readonly name: string;
  readonly title: string;
}

/** Known methods in the order of their colours, so that a method looks the same on every page. */
const known: readonly MethodTitle[] = [
  { name: 'lora', title: 'LoRA' },
  { name: 'singlora', title: 'SingLoRA' },
  { name: 'dora', title: 'DoRA' },
  { name: 'lora+', title: 'LoRA+' },
  { name: 'signed-singlora', title: 'Signed SingLoRA' },
  { name: 'symlora', title: 'SymLoRA' },
  { name: 'rslora', title: 'rsLoRA' },
  { name: 'singlora-dora', title: 'SingLoRA with DoRA' },
];

/** The method that the project is about: where there are several, a page's verdict is on it. */
export const headlineMethod = 'singlora';

/** The method that others are compared with. */
export const baselineMethod = 'lora';

/** Those that the paper sets beside the headline method, but for the baseline. */
export const paperRivals: readonly string[] = ['lora+', 'dora'];

export function methodTitle(name: string): string {
  return known.find((method) => method.name === name)?.title ?? name;
}

/** Where a method stands among several: unknown ones come last, as they are. */
export function methodOrder(name: string): number {
  const place = known.findIndex((method) => method.name === name);
  return place < 0 ? known.length : place;
}

/** The colour of `name` on a page that shows `all`: unknown methods follow the known ones by name. */
export function methodColour(name: string, all: readonly string[]): string {
  const names = known.map((method) => method.name);
  const others = [...new Set(all)].filter((other) => !names.includes(other)).sort();
  return colourAt([...names, ...others].indexOf(name));
}
