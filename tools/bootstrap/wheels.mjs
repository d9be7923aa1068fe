/**
 * The lock of the set-up's downloads: the Python wheels with TensorFlow's library for each machine,
 * with the SHA-256 that the index states. To change a wheel, change only this file.
 *
 * `unpackedBytes` is the space that a library's wheels keep on disk; with the largest wheel's
 * `bytes` it shows beforehand whether the disk has room.
 */
export const tensorflowVersion = '2.18.1';

const tensorflow = (project, platform, sha256, bytes) => ({
  project,
  version: tensorflowVersion,
  // The wheels for all Pythons have the same library, so one is enough, whichever Python is installed.
  tags: { platform, implementation: 'cp', abi: 'cp311', 'python-version': '3.11' },
  sha256,
  bytes,
});

const nvidia = (project, version, sha256, bytes) => ({
  project,
  version,
  tags: {
    platform: 'manylinux2014_x86_64',
    implementation: 'py',
    abi: 'none',
    'python-version': '3.11',
  },
  sha256,
  bytes,
});

export const libraries = {
  'linux-x64-cpu': {
    unpackedBytes: 684_000_000,
    wheels: [
      tensorflow(
        'tensorflow-cpu',
        'manylinux_2_17_x86_64',
        '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
        230_236_181,
      ),
    ],
  },
  'linux-arm64-cpu': {
    unpackedBytes: 769_000_000,
    wheels: [
      tensorflow(
        'tensorflow',
        'manylinux_2_17_aarch64',
        '8a6485edd2148f70d011dbd1d8dc2c775e91774a5a159466e83d0d1f21580944',
        231_937_898,
      ),
    ],
  },
  'darwin-arm64-cpu': {
    unpackedBytes: 657_000_000,
    wheels: [
      tensorflow(
        'tensorflow',
        'macosx_12_0_arm64',
        '661029cd769b311db910b79a3a6ef50a5a61ecc947172228c777a49989722508',
        239_549_037,
      ),
    ],
  },
  // The packages of `pip install tensorflow[and-cuda]`, without the compiler (cuda-nvcc).
  'linux-x64-cuda': {
    unpackedBytes: 3_999_000_000,
    wheels: [
      tensorflow(
        'tensorflow',
        'manylinux_2_17_x86_64',
        'c9f87e5d2a680a4595f5dc30daf6bbaec9d4129b46d7ef1b2af63c46ac7d2828',
        615_510_377,
      ),
      nvidia(
        'nvidia-cublas-cu12',
        '12.5.3.2',
        'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b',
        363_313_169,
      ),
      nvidia(
        'nvidia-cuda-cupti-cu12',
        '12.5.82',
        'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953',
        13_811_507,
      ),
      nvidia(
        'nvidia-cuda-nvrtc-cu12',
        '12.5.82',
        '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd',
        24_873_108,
      ),
      nvidia(
        'nvidia-cuda-runtime-cu12',
        '12.5.82',
        '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115',
        895_707,
      ),
      nvidia(
        'nvidia-cudnn-cu12',
        '9.3.0.75',
        '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d',
        577_163_502,
      ),
      nvidia(
        'nvidia-cufft-cu12',
        '11.2.3.61',
        '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8',
        192_524_114,
      ),
      nvidia(
        'nvidia-curand-cu12',
        '10.3.6.82',
        '2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536',
        56_309_107,
      ),
      nvidia(
        'nvidia-cusolver-cu12',
        '11.6.3.83',
        '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b',
        130_341_232,
      ),
      nvidia(
        'nvidia-cusparse-cu12',
        '12.5.1.3',
        '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752',
        217_558_979,
      ),
      nvidia(
        'nvidia-nccl-cu12',
        '2.21.5',
        '8579076d30a8c24988834445f8d633c697d42397e92ffc3f63fa26766d25e0a0',
        188_654_414,
      ),
      nvidia(
        'nvidia-nvjitlink-cu12',
        '12.5.82',
        'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212',
        21_298_879,
      ),
    ],
  },
};

/** The files of a wheel that are kept: TensorFlow's library with its dependencies, and the C API's headers. */
const kept = [
  /^tensorflow\/libtensorflow_(cc|framework)\.[\w.]+$/,
  /^tensorflow\.libs\/[^/]+\.so[.\d]*$/,
  /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/[\w/.]+\.h$/,
  /^nvidia\/\w+\/lib\/[^/]+\.so[.\d]*$/,
];

/** Whether a wheel's file of this name belongs to the library. */
export const isKept = (name) => kept.some((pattern) => pattern.test(name));
