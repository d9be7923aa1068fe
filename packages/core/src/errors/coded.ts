import type { CodedError } from './coded-error.ts';

/** Makes an error from its message's template. */
type Told<Made> = (strings: TemplateStringsArray, ...values: readonly (string | number)[]) => Made;

/**
 * A tag for each code of a class of errors: ``const coded = codedAs(ShelfError); throw coded.SHELF_FULL`${name} is full.` ``.
 * @param options of each error, such as its cause
 */
export const codedAs = <Code extends string, Made extends CodedError<Code>>(
  kind: new (code: Code, message: string, options?: ErrorOptions) => Made,
  options?: ErrorOptions,
): Readonly<Record<Code, Told<Made>>> =>
  new Proxy({} as Record<Code, Told<Made>>, {
    get:
      (_, code): Told<Made> =>
      (strings, ...values) =>
        new kind(code as Code, String.raw({ raw: strings }, ...values), options),
  });
