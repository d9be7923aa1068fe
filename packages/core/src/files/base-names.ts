import type { StateDictFile } from '@singlora/formats/bytes';
import { ambiguousName } from '../errors.ts';

/**
 * A base's name for a tensor of the model that was adapted, if it holds it. Of a bare model and of one with a head, one has a first part,
 * such as `bert.`, that the other lacks. The function throws a CoreError where the base has several such parts, as CLIP has two towers.
 */
export function namesInBase(base: StateDictFile): (name: string) => string | undefined {
  const longer = new Map<string, string[]>();
  for (const name of base.names) {
    const short = withoutFirst(name);
    longer.set(short, [...(longer.get(short) ?? []), name]);
  }
  return (name) => {
    const exact = [name, withoutFirst(name)].find((key) => base.has(key));
    const [only, ...others] = exact === undefined ? (longer.get(name) ?? []) : [exact];
    if (only !== undefined && others.length > 0) throw ambiguousName(name, [only, ...others]);
    return only;
  };
}

const withoutFirst = (name: string): string => name.slice(name.indexOf('.') + 1);
