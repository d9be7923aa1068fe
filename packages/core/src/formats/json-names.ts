/**
 * The first name that an object of this JSON text holds twice, if any. `JSON.parse` silently keeps
 * the last of two equal names, which lets a file mean different things to different readers.
 *
 * @param text JSON that `JSON.parse` accepts
 */
export function duplicateName(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = []; // names so far of each open object; undefined: array
  let string = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      const start = at++;
      while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      string = text.slice(start, at + 1); // a colon next makes it a name
    } else if (char === ':') {
      const name = JSON.parse(string) as string;
      const names = open.at(-1);
      if (names?.has(name)) return name;
      names?.add(name);
    } else if (char === '{') open.push(new Set());
    else if (char === '[') open.push(undefined);
    else if (char === '}' || char === ']') open.pop();
  }
  return undefined;
}
