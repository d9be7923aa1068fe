import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { parseClassesFile, readClassesFile } from './classes-file.ts';
import { classesText } from './subjects.test.support.ts';

const text = classesText(['dog,dog', 'bear_plushie, stuffed animal ']);
const lineOf = (line: string): number => text.split('\n').indexOf(line) + 1;

describe('parseClassesFile', () => {
  it.each([
    ['as it is', text],
    [
      'with the line ends of Windows and a byte order mark',
      `\ufeff${text.replaceAll('\n', '\r\n')}`,
    ],
    ['with other quotes', text.replaceAll("'", '"')],
  ])('reads classes and prompts %s', (_, given) => {
    const { classes, prompts } = parseClassesFile('f.txt', given);
    expect([...classes]).toEqual([
      ['dog', 'dog'],
      ['bear_plushie', 'stuffed animal'],
    ]);
    expect(prompts).toEqual({
      object: ['a {0} {1} on a shelf', 'a blue {0} {1}'],
      live: ['a {0} {1} in a raincoat'],
    });
  });

  it('takes what a backslash guards as it is', () => {
    const given = text.replace('on a shelf', String.raw`on Anna\'s shelf`);
    expect(parseClassesFile('f.txt', given).prompts.object[0]).toBe("a {0} {1} on Anna's shelf");
  });

  it.each<[string, string, string, RegExp]>([
    ['another heading', 'Classes', 'Class', /here "Classes" is expected, not "Class"/],
    [
      'a row without a class',
      'dog,dog',
      'dog',
      /a comma and its class or "Prompts" is .*, not "dog"/,
    ],
    ['a row with an empty class', 'dog,dog', 'dog,', /not "dog,"/],
    ['a row of three', 'dog,dog', 'dog,dog,dog', /not "dog,dog,dog"/],
    ['a folder elsewhere', 'dog,dog', '../dog,dog', /not "\.\.\/dog,dog"/],
    [
      'a prompt that is cut',
      "'a blue {0} {1}'.format(unique_token, class_token)",
      "'a blue {0}",
      /format/,
    ],
    [
      'a prompt without a place',
      "'a blue {0} {1}'.format(unique_token, class_token)",
      "'a blue {1}'.format(unique_token, class_token)",
      /not "'a blue \{1\}'/,
    ],
    [
      'a prompt with another place',
      "'a blue {0} {1}'.format(unique_token, class_token)",
      "'a {2} {0} {1}'.format(unique_token, class_token)",
      /not "'a \{2\}/,
    ],
  ])('names the line of %s', (_, line, instead, problem) => {
    const given = text.replace(line, instead);
    const parse = () => parseClassesFile('f.txt', given);
    expect(parse).toThrow(problem);
    expect(parse).toThrow(new RegExp(`^f\\.txt, line ${lineOf(line)}: `));
    expect(parse).toThrow(expect.objectContaining({ code: 'DREAMBOOTH_CLASSES_FILE' }) as Error);
  });

  it('names the line of a subject that is there twice, and of what comes too late', () => {
    const twice = text.replace('dog,dog', 'dog,dog\ndog,cat');
    expect(() => parseClassesFile('f.txt', twice)).toThrow(/line 5: .*not yet named.* "dog,cat"/);
    const more = `${text}\nmore`;
    const last = more.split('\n').length;
    expect(() => parseClassesFile('f.txt', more)).toThrow(`line ${last}: here the end is expected`);
  });

  it('refuses a file that is cut anywhere', () => {
    const lines = text.trimEnd().split('\n');
    for (let kept = 0; kept < lines.length; kept++)
      expect(() => parseClassesFile('f.txt', lines.slice(0, kept).join('\n'))).toThrow(/the end/);
  });

  it('ends, however long a line is', () => {
    const line = String.raw`'${'\\a'.repeat(200_000)}`;
    const given = text.replace("'a blue {0} {1}'.format(unique_token, class_token)", line);
    expect(() => parseClassesFile('f.txt', given)).toThrow(/characters/);
  });
});

describe('readClassesFile', () => {
  it('names what it cannot read, and what is too large', async () => {
    const folder = folderForThisTest();
    await expect(readClassesFile(join(folder, 'no.txt'))).rejects.toThrow(
      /^Cannot read .*no\.txt: /,
    );
    await writeFile(join(folder, 'large.txt'), ' '.repeat(1_000_001));
    await expect(readClassesFile(join(folder, 'large.txt'))).rejects.toThrow(/more than 1 MB/);
  });
});
