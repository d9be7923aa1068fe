/**
 * A sentence of numbers by name, those but whole ones to three digits: `{name}` is one of them, and what stands in brackets is
 * left out where it is not known.
 */
export const sentenceOf = (template: string, numbers: Readonly<Record<string, number>>): string =>
  template
    .replaceAll(/\[([^\]]*)\]/g, (_, part: string) =>
      [...part.matchAll(named)].every(([, name = '']) => name in numbers) ? part : '',
    )
    .replaceAll(named, (_, name: string) => numberText(numbers[name] ?? NaN));

const named = /\{([^}]+)\}/g;

const numberText = (value: number) =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
