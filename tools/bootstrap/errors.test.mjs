import { describe, expect, it } from 'vitest';
import { SetupError, explainWrite, installCommand, missingTools } from './errors.mjs';

describe('installCommand', () => {
  it.each([
    ['ID=debian', 'sudo apt-get install -y g++ python3-pip'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"', 'sudo apt-get install -y g++ python3-pip'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'sudo dnf install -y gcc-c++ python3-pip'],
    ['ID="opensuse-leap"\nID_LIKE="suse opensuse"', 'sudo zypper install -y gcc-c++ python3-pip'],
    ['ID=arch', 'sudo pacman -S --needed gcc python-pip'],
    ['ID=alpine', 'sudo apk add g++ py3-pip'],
    ['NAME=Debian\nID=unheard', 'your package manager, for g++ (or clang++) and pip for Python 3'],
  ])('names the packages of %s', (release, command) => {
    expect(installCommand(['compiler', 'pip'], 'linux', release)).toBe(command);
  });

  it("names Apple's tools on macOS", () => {
    expect(installCommand(['compiler', 'python'], 'darwin', '')).toBe('xcode-select --install');
  });
});

it('names everything that is missing at once', () => {
  expect(missingTools(['compiler', 'python'])).toMatchObject({
    code: 'TOOLS_MISSING',
    message: expect.stringMatching(/a C\+\+ compiler .* and Python 3 with pip\. Install with: /),
  });
});

it.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EROFS', 'NOT_WRITABLE'],
  ['EACCES', 'NOT_WRITABLE'],
])('explains a write that fails with %s', (cause, code) => {
  const error = explainWrite(Object.assign(new Error('write'), { code: cause }), '/some/place');
  expect(error).toBeInstanceOf(SetupError);
  expect(error).toMatchObject({ code, message: expect.stringContaining('/some/place') });
});

it('leaves other errors as they are', () => {
  const error = new TypeError('a bug');
  expect(explainWrite(error, '/some/place')).toBe(error);
});
