import type { StateDictFile } from '@singlora/formats/bytes';

/**
 * A base's name for a tensor of the model that was adapted, if it holds it. Of a bare model and of one with a head, one has a first part,
 * such as `bert.`, that the other lacks.
 */
export function namesInBase(base: StateDictFile): (name: string) => string | undefined {
  const longer = new Map(base.names.map((name) => [withoutFirst(name), name]));
  return (name) => [name, withoutFirst(name)].find((key) => base.has(key)) ?? longer.get(name);
}

const withoutFirst = (name: string): string => name.slice(name.indexOf('.') + 1);
