import type { Command } from 'commander';
import type { z } from 'zod';
import { commandOf } from './command.ts';
import type { Experiment } from './experiment.ts';
import { listedFlags } from './flags.ts';

/** The possible words after a command's name: a flag, `--seeds=` where it takes a value, and one for each choice, `--preset=smoke`. */
export const wordsOf = (
  { options }: Command,
  choices: ReadonlyMap<string, readonly string[]> = new Map(),
): string[] =>
  options.flatMap(({ long, required, optional, argChoices }) => {
    if (!long) return [];
    const known = choices.get(long) ?? argChoices ?? [];
    return [
      ...(required ? [] : [long]),
      ...(required || optional ? [`${long}=`] : []),
      ...known.map((choice) => `${long}=${choice}`),
    ];
  });

/** The same for an experiment, with the flags that its help lists. */
export function experimentWords(experiment: Experiment, project: string): string[] {
  const flags = listedFlags(experiment).map(
    ([name, { schema }]) => [`--${name}`, choicesIn(schema)] as const,
  );
  const presets = ['--preset', Object.keys(experiment.presets)] as const;
  return wordsOf(commandOf(experiment, project), new Map([presets, ...flags]));
}

/** The values that a schema enumerates. */
function choicesIn(schema: z.core.$ZodType): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'enum') return Object.values(def.entries).map(String);
  if (def.type === 'literal') return def.values.map(String);
  if (def.type === 'boolean') return ['yes', 'no'];
  if (def.type === 'union') return def.options.flatMap(choicesIn);
  if (def.type === 'array') return choicesIn(def.element);
  if (def.type === 'pipe') return choicesIn(def.out);
  return 'innerType' in def ? choicesIn(def.innerType) : [];
}
