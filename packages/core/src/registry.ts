import type * as z from 'zod/mini';
import { badMethod } from './errors.ts';
import type { Method } from './method.ts';
import { dora } from './methods/dora.ts';
import { loraPlus } from './methods/lora-plus.ts';
import { lora } from './methods/lora.ts';
import { rslora } from './methods/rslora.ts';
import { signedSinglora } from './methods/signed-singlora.ts';
import { singloraDora } from './methods/singlora-dora.ts';
import { singlora } from './methods/singlora.ts';
import { symlora } from './methods/symlora.ts';
import { untiedSinglora } from './methods/untied-singlora.ts';
import type { Layer } from './slot.ts';

// Also the package's entry `@singlora/core/registry`, for code that reads methods' declarations and computes nothing.

const listed = [
  lora,
  singlora,
  dora,
  loraPlus,
  signedSinglora,
  symlora,
  rslora,
  singloraDora,
  untiedSinglora,
] as const;

/** Every adapter method by name, in the order in which pages list and colour them: a new one comes last. */
export const methods: ReadonlyMap<string, Method> = new Map(
  listed.map((method) => [method.name, method as Method]),
);

const partsOf = [
  ['name', 'string'],
  ['schema', 'object'],
  ['peft', 'object'],
  ['kinds', 'object'],
  ['parameters', 'function'],
  ['sides', 'object'],
  ['factors', 'function'],
] as const;

/**
 * Registers a method in this process, replacing one that was added under its name before.
 * @throws {CoreError} `ADAPTER_BAD_METHOD` for the name of a method that is listed here, and a part that is missing
 */
export function addMethod(method: Method): void {
  const lacking = partsOf.filter(
    ([part, type]) => typeof (method as Method | undefined)?.[part] !== type,
  );
  if (lacking.length > 0)
    throw badMethod(
      String((method as Method | undefined)?.name),
      lacking.map(([part, type]) => `it lacks ${part} (type: ${type})`),
    );
  if (listed.some(({ name }) => name === method.name))
    throw badMethod(method.name, ['there is a method of this name: choose another']);
  (methods as Map<string, Method>).set(method.name, method);
}

export type { Method };

type Schema = (typeof listed)[number]['schema'];

/** A method's settings, checked and with every default filled in. */
export type AdapterConfig = z.output<Schema>;
/** Settings as a user writes them: the method's name and whatever differs from the defaults. */
export type AdapterSettings = z.input<Schema>;

/** How many parameters a method trains on one layer; rank and settings in `config` are this layer's. */
export const trainedOn = (method: Method, layer: Layer, config: AdapterConfig): number =>
  Object.values(method.parameters(layer, config))
    .filter(({ group }) => group !== 'frozen')
    .map(({ shape }) => shape.reduce((product, n) => product * n, 1))
    .reduce((sum, n) => sum + n, 0);
