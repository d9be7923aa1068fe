const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** The forms of a name: `half-frozen` in paths and records, `halfFrozen` in code, `HalfFrozen` in types, `half_frozen` in keys. */
const formsOf = (name) => {
  const words = name.split('-');
  const camel = words.map((word, i) => (i === 0 ? word : capital(word))).join('');
  return {
    kebab: name,
    camel,
    pascal: capital(camel),
    snake: words.join('_'),
    title: capital(words.join(' ')),
  };
};

/** The most letters of a name, which is a part of longer names of files. */
export const longestName = 60;

/** Whether a name is valid for a file and, in camel case, for a variable. */
export function isName(name) {
  if (name.length > longestName || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return false;
  try {
    new Function(`'use strict'; let ${formsOf(name).camel};`);
    return name !== 'await';
  } catch {
    return false;
  }
}

/** Whether code already contains a name, as a word or as a part of one in camel case. */
export const has = (text, name) => {
  const { kebab, camel } = formsOf(name);
  return new RegExp(`(?<![\\w-])(${kebab}|${camel})(?![\\w-])`).test(text);
};

/**
 * A text about an example, rewritten for another name; `title`, if any, is the example's name in tables.
 * @param {string} text
 * @param {string} example
 * @param {string} name
 * @param {string | undefined} title
 */
export function renamed(text, example, name, title) {
  if (name === example) return text;
  const [old, own] = [formsOf(example), formsOf(name)];
  const forms = [
    [`(?<=^\\+? +)${old.kebab}(?=: \\{)`, name.includes('-') ? `'${name}'` : name],
    ...(title === undefined ? [] : [[`(?<=')${title}(?=[':])`, own.title]]),
    [`(?<=['/]|-t )${old.kebab}(?!\\w)`, own.kebab],
    [`\\b${old.snake}(?=_)`, own.snake],
    [`\\b${old.pascal}(?![a-z])`, own.pascal],
    [`(?<![\\w'/-])${old.camel}(?![a-z_])`, own.camel],
  ];
  // In one pass, since the new name may contain the old one.
  const pattern = new RegExp(forms.map(([form]) => `(${form})`).join('|'), 'gm');
  return text.replace(
    pattern,
    (...found) => forms[found.slice(1, -2).findIndex((one) => one !== undefined)][1],
  );
}
