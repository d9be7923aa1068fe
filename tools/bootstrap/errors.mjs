import { platform } from 'node:os';
import { readFileSync } from 'node:fs';
import { PipFailure } from '../../lab/hub/src/pip.mjs';
import { bytesForPeople } from './report.mjs';

/** Every failure of the set-up that has a remedy; `code` is stable, the text is for people. */
export class SetupError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = 'SetupError';
    this.code = code;
  }
}

/** A tag for each code that makes an error from a message. */
const coded = new Proxy(
  {},
  {
    get:
      (_, code) =>
      (strings, ...values) =>
        new SetupError(code, String.raw({ raw: strings }, ...values)),
  },
);

const usual = { python: 'python3 python3-pip', pip: 'python3-pip' };
/** The packages that provide each tool, by package manager. */
const packages = {
  apt: { command: 'sudo apt-get install -y', compiler: 'g++', ...usual },
  dnf: { command: 'sudo dnf install -y', compiler: 'gcc-c++', ...usual },
  zypper: { command: 'sudo zypper install -y', compiler: 'gcc-c++', ...usual },
  pacman: {
    command: 'sudo pacman -S --needed',
    compiler: 'gcc',
    python: 'python python-pip',
    pip: 'python-pip',
  },
  apk: { command: 'sudo apk add', compiler: 'g++', python: 'python3 py3-pip', pip: 'py3-pip' },
};

const managers = {
  debian: 'apt',
  ubuntu: 'apt',
  fedora: 'dnf',
  rhel: 'dnf',
  centos: 'dnf',
  suse: 'zypper',
  arch: 'pacman',
  alpine: 'apk',
};

/**
 * The command that installs the missing tools here.
 * @param {string[]} missing of 'compiler', 'python' and 'pip'
 */
export function installCommand(missing, system = platform(), osRelease = readOsRelease()) {
  if (system === 'darwin') {
    return 'xcode-select --install'; // brings clang++, python3 and pip
  }
  const ids = /^ID(?:_LIKE)?=.*$/gm;
  const words = (osRelease.match(ids) ?? []).join(' ').toLowerCase().match(/\w+/g) ?? [];
  const manager = words.map((word) => managers[word]).find(Boolean);
  if (!manager) {
    const names = {
      compiler: 'g++ (or clang++)',
      python: 'Python 3 with pip',
      pip: 'pip for Python 3',
    };
    return `your package manager, for ${missing.map((tool) => names[tool]).join(' and ')}`;
  }
  return `${packages[manager].command} ${missing.map((tool) => packages[manager][tool]).join(' ')}`;
}

function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

export const missingTools = (missing) => {
  const names = {
    compiler: 'a C++ compiler (c++, g++ or clang++)',
    python: 'Python 3 with pip',
    pip: "Python's pip",
  };
  return coded.TOOLS_MISSING`To build TensorFlow's native addon this machine still needs ${missing.map((tool) => names[tool]).join(' and ')}. Install with: ${installCommand(missing)}`;
};

export const unsupportedMachine = (machine, why) =>
  coded.MACHINE_UNSUPPORTED`No TensorFlow library is published for ${machine}${why}. There is one for Linux (glibc) on x64 and arm64, and for macOS on arm64.`;

export const noGpuLibrary = (machine) =>
  coded.GPU_UNSUPPORTED`--gpu needs Linux on x64 with an NVIDIA GPU, and this is ${machine}. Leave --gpu out to use the CPU.`;

export const offline = (what, detail) =>
  coded.OFFLINE`Could not download ${what}: no network, or the package index cannot be reached (${detail}). Check the connection or the proxy settings (HTTPS_PROXY), then run the same command again.`;

const notPublished = (what, detail) =>
  coded.WHEEL_NOT_FOUND`pip's package index does not offer ${what} (${detail}). If pip uses a mirror, point it at one that has it: PIP_INDEX_URL=https://pypi.org/simple`;

const downloadFailed = (what, detail) =>
  coded.DOWNLOAD_FAILED`Could not download ${what}: ${detail}`;

export const wrongChecksum = (what, expected, found) =>
  coded.WHEEL_CHECKSUM`${what} has the wrong SHA-256: expected ${expected}, found ${found}. It was thrown away and nothing of it was used. Try again; if it stays, the package index serves another file than the one this project pins.`;

export const badArchive = (path, why) =>
  coded.ARCHIVE_INVALID`The archive ${path} cannot be unpacked: ${why}.`;

/** The error for a failed download by pip, according to its cause. */
export const explainPip = (what) => (failure) => {
  if (!(failure instanceof PipFailure)) throw failure;
  const { problem, message } = failure;
  if (problem === 'full') throw Object.assign(new Error(message), { code: 'ENOSPC' });
  if (problem === 'offline') throw offline(what, message);
  throw problem === 'absent' ? notPublished(what, message) : downloadFailed(what, message);
};

export const diskFull = (where, needed) =>
  coded.DISK_FULL`The disk under ${where} has too little room${needed === undefined ? '' : `: ${bytesForPeople(needed)} are needed`}. Free some space and run the same command again. XDG_CACHE_HOME names another place for the cache.`;

export const notWritable = (where) =>
  coded.NOT_WRITABLE`Cannot write under ${where}: it is read-only, belongs to someone else, or is no folder. Make it writable. XDG_CACHE_HOME names another place for the cache.`;

export const compileFailed = (compiler, output) =>
  coded.ADDON_COMPILE`${compiler} could not compile TensorFlow's addon:\n${lastLines(output, 12)}\nA C++17 compiler is needed (g++ 8, clang++ 7 or later).`;

export const builtWithoutKernels = (compiler, output) =>
  `  ${compiler} cannot compile the operations of packages/core/native, and the addon is built without them: training is then
  slower and takes more memory. g++ 12, clang++ 12 or later can.\n${lastLines(output, 2)}`;

export const addonDoesNotLoad = (output) =>
  coded.ADDON_LOAD`TensorFlow's addon was built but does not load on this machine:\n${lastLines(output, 4)}\nIts library needs glibc 2.17 or later and, on x64, a processor with AVX.`;

export const noNpm = () =>
  coded.TOOLS_MISSING`npm was not found. It comes with Node: https://nodejs.org/en/download`;

export const npmFailed = (output) =>
  coded.NPM_FAILED`npm could not install the packages:\n${lastLines(output, 12)}`;

export const unknownOption = (option, known) =>
  coded.OPTION_UNKNOWN`Unknown option '${option}'. The set-up knows ${known.join(' and ')}.`;

/** A notice on the effects of running without the native library; shown after the reason. */
export const fallbackNotice =
  'Going on with the WebAssembly backend: one thread, ten to twenty times slower, and no gradients for ' +
  'embeddings and convolutions. It serves small checks, not the results.';

const lastLines = (text, n) => text.trim().split('\n').slice(-n).join('\n');

/** Explains a failed write by its cause: a full disk or a read-only place; other errors stay unchanged. */
export function explainWrite(error, where) {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return diskFull(where);
  const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EEXIST'];
  return refused.includes(error.code) ? notWritable(where) : error;
}

export const tooLittleSpace = (limit, least) =>
  coded.TOO_LITTLE_SPACE`A program may reserve only ${bytesForPeople(limit)} of addresses here, and ${bytesForPeople(least)} are needed; most hold no memory. Raise the limit, with \`ulimit -v unlimited\` or in the job's settings, and run the same command again.`;

export const tooFewFiles = (limit, least) =>
  coded.TOO_FEW_FILES`Only ${limit} files may be open at once here, and ${least} are needed. Raise the limit, such as with \`ulimit -n 1024\`, and run the same command again.`;
