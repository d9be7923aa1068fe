/**
 * A part of a recipe: a file to create, or lines to add to an existing one.
 * @typedef {{ path: string, text: string, adds: boolean }} Part
 * @typedef {{ kind: string, example: string, parts: Part[], test: string }} Recipe
 */

/**
 * The recipes of CONTRIBUTING.md: under `### KIND EXAMPLE`, fenced code that starts with its file's path, and how to test it.
 * @param {string} text
 * @returns {Recipe[]}
 */
export const recipesOf = (text) =>
  text
    .split(/^###? /m)
    .map((section) => ({ section, head: /^(\w+) ([\w-]+)\n/.exec(section) }))
    .filter(({ section, head }) => head && section.includes('\nTest: `'))
    .map(({ section, head: [, kind, example] }) => ({
      kind,
      example,
      parts: [...section.matchAll(/^```(ts|diff)\n(?:\/\/|#) (\S+)\n(.*?)^```$/gms)].map(
        ([, language, path, body]) => ({ path, text: body, adds: language === 'diff' }),
      ),
      test: /^Test: `(.+)`$/m.exec(section)[1],
    }));

/**
 * A file with the lines that a diff adds, each before the next unchanged line of the diff.
 * @param {string} text
 * @param {string} diff
 */
export function withLines(text, diff) {
  let added = '';
  return diff
    .split('\n')
    .filter(Boolean)
    .reduce((result, line) => {
      if (line.startsWith('+')) {
        added += `${line.slice(1)}\n`;
        return result;
      }
      const at = `\n${result}`.indexOf(`\n${line.slice(1)}\n`);
      if (at < 0)
        throw new Error(
          `CONTRIBUTING.md adds lines before “${line.slice(1)}”, which is not there.`,
        );
      const whole = result.slice(0, at) + added + result.slice(at);
      added = '';
      return whole;
    }, text);
}
